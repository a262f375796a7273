import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { HubProcess } from "../../harness/hub.ts";

/** Blocks of 1 KiB: a file that grows past them fails to be written, as on a disk that is full. */
const FILE_BLOCKS_MAX = 2_048;
const EVENT_BYTES = 4_000;

test("a disk that cannot be written to ends the hub with 1, and the next start has all that was acknowledged", async (t) => {
  const dataDir = mkdtempSync(join(tmpdir(), "tabellary-"));
  t.after(() => rmSync(dataDir, { recursive: true, force: true }));
  const wrap = ["bash", "-c", `ulimit -f ${FILE_BLOCKS_MAX}; exec "$@"`, "--"];
  const hub = await HubProcess.start({ dataDir, wrap });
  const exited = once(hub.child, "exit");
  const acknowledged: string[] = [];
  const data = { text: "x".repeat(EVENT_BYTES) };
  for (;;) {
    const answer = await hub.api.post("/v1/events", { type: "a.b", data }).catch(() => null);
    if (answer === null || answer.status === 503) break;
    assert.equal(answer.status, 202);
    acknowledged.push(answer.body.id);
  }
  const [code] = await exited;
  assert.equal(code, 1, hub.output());
  assert.match(hub.output(), /ending, to recover at the next start/);

  const next = await HubProcess.start({ dataDir });
  t.after(() => next.stop());
  assert.ok(acknowledged.length > 100);
  for (const id of acknowledged) assert.equal((await next.api.get(`/v1/events/${id}`)).status, 200, id);
});
