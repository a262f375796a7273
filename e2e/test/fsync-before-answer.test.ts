import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { hexHmac } from "../harness/hmac.ts";
import { HubProcess } from "../harness/hub.ts";
import { bytesOf, readTrace, skipWithoutStrace, strace, traceEnded } from "../harness/strace.ts";

const READS = ["read", "recvfrom", "recvmsg"];
const WRITES = ["write", "writev", "sendto", "sendmsg"];
const CALLS = [...READS, ...WRITES, "pwrite64", "pwritev", "fsync", "fdatasync"];
const isLog = (path: string) => path.endsWith("tabellary.db-wal");

/** How far a request has come, as the kernel saw it. */
type Step = "sent" | "arrived" | "written" | "synced" | "answered" | "answered too early";

test("no request is answered before its event is synced to the disk", async (t) => {
  if (skipWithoutStrace(t)) return;
  const single = Array.from({ length: 8 }, (_, index) => `single-${index}-${crypto.randomUUID()}`);
  const together = Array.from({ length: 64 }, (_, index) => `together-${index}-${crypto.randomUUID()}`);
  const trace = await traceOf(t, async (hub) => {
    const send = async (mark: string) => {
      const answer = await hub.api.post("/v1/events", { type: "a.b", external_id: mark, data: { mark } });
      assert.equal(answer.status, 202);
      return answer.body.id as string;
    };
    const ids = new Map<string, string>();
    for (const mark of single) ids.set(mark, await send(mark));
    await Promise.all(together.map(async (mark) => ids.set(mark, await send(mark))));
    return ids;
  });
  const steps = await follow(trace.file, trace.ids);
  const wrong = [...steps].filter(([, step]) => step !== "answered");
  assert.deepEqual(wrong, []);
});

test("no platform is answered before its message is synced to the disk", async (t) => {
  if (skipWithoutStrace(t)) return;
  const secret = "the-secret-of-the-source";
  const marks = Array.from({ length: 72 }, (_, index) => `message-${index}-${crypto.randomUUID()}`);
  const trace = await traceOf(t, async (hub) => {
    const wishes = { platform: "generic", secrets: { secret } };
    const { ingress_url } = await hub.api.expect(201, hub.api.post("/v1/sources", wishes));
    const platform = hub.api.as(null);
    const answers = marks.map(async (mark): Promise<[string, string]> => {
      const body = JSON.stringify({ id: mark, type: "a.b", data: {} });
      const headers = { "x-webhook-signature": hexHmac(secret, body) };
      const answer = await platform.post(new URL(ingress_url).pathname, body, headers);
      assert.equal(answer.status, 200);
      // All answers say the same: each is known by the request's id.
      return [mark, String(answer.headers["x-request-id"])];
    });
    return new Map(await Promise.all(answers));
  });
  const steps = await follow(trace.file, trace.ids);
  assert.deepEqual(
    [...steps].filter(([, step]) => step !== "answered"),
    [],
  );
});

async function traceOf(t: TestContext, work: (hub: HubProcess) => Promise<Map<string, string>>) {
  const folder = mkdtempSync(join(tmpdir(), "tabellary-fsync-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "trace");
  const hub = await HubProcess.start({ dataDir: join(folder, "data"), wrap: strace(file, CALLS) });
  t.after(() => hub.kill());
  const ids = await work(hub);
  await hub.kill();
  await traceEnded(file, hub.child.pid!);
  return { file, ids };
}

/**
 * Follows each request by its mark through the kernel: read from a socket, written to the log, the log synced after
 * that, answered with its id, or that of the request.
 */
async function follow(file: string, ids: ReadonlyMap<string, string>): Promise<Map<string, Step>> {
  const steps = new Map<string, Step>([...ids.keys()].map((mark) => [mark, "sent"]));
  const advance = (from: Step, to: Step, concerns: (mark: string) => boolean = () => true) => {
    for (const [mark, step] of steps) if (step === from && concerns(mark)) steps.set(mark, to);
  };
  const syncs = new Map<object, string[]>();
  for await (const { kind, call } of readTrace(file)) {
    const isSync = call.name === "fsync" || call.name === "fdatasync";
    if (isSync && isLog(call.path)) {
      // A sync covers what was written before it began.
      if (kind === "begin")
        syncs.set(
          call,
          [...steps].filter(([, step]) => step === "written").map(([mark]) => mark),
        );
      else if (call.result === 0) advance("written", "synced", (mark) => syncs.get(call)!.includes(mark));
    } else if (kind === "end" && READS.includes(call.name)) {
      const bytes = bytesOf(call).toString("latin1");
      advance("sent", "arrived", (mark) => bytes.includes(mark));
    } else if (kind === "end" && call.name.startsWith("pwrite") && isLog(call.path)) {
      const bytes = bytesOf(call).toString("latin1");
      advance("arrived", "written", (mark) => bytes.includes(mark));
    } else if (kind === "begin" && WRITES.includes(call.name)) {
      const bytes = bytesOf(call).toString("latin1");
      if (!bytes.includes("HTTP/1.1 2")) continue;
      const isAnswer = (mark: string) => bytes.includes(ids.get(mark)!);
      for (const early of ["sent", "arrived", "written"] as const) advance(early, "answered too early", isAnswer);
      advance("synced", "answered", isAnswer);
    }
  }
  return steps;
}
