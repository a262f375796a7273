import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import { type TestContext, test } from "node:test";
import { blobs, jpegOf } from "../../packages/server/test/moderation/pictures.ts";
import { eventually } from "../harness/eventually.ts";
import { givenApp, givenReceiver, givenSite } from "../harness/given.ts";
import { job, submit, untilMedia } from "../harness/moderation.ts";
import type { Site } from "../harness/site.ts";

const JPEG = Buffer.from(jpegOf(blobs, 64, 64));
const MP4 = Buffer.from("\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2", "latin1");
const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const DRIP_MS = 200;
/** Of an attempt: a slow machine has to have read a picture by then. */
const TIMEOUT_MS = 3_000;
const PICTURE_BYTES_MAX = 10 * 1024 * 1024;
/** What is on its way in the buffers of both ends when a connection is cut off. */
const BUFFERED_BYTES_MAX = 32 * 1024 * 1024;

interface Host {
  /** Of `/drips`, `/never-ends`, `/never-ends.mp4`, `/says-nothing`; and of `/fine`. */
  url: string;
  /** Answers that have begun and not ended. */
  open: Set<ServerResponse>;
  /** Of the one answer that had most. */
  mostBytes: number;
}

/** Media that come in no useful time. Gone when the test ends. */
async function givenMediaHost(t: TestContext): Promise<Host> {
  const open = new Set<ServerResponse>();
  const host: Host = { url: "", open, mostBytes: 0 };
  function pour(response: ServerResponse, first: Buffer): void {
    let bytes = 0;
    const more = () => {
      do {
        bytes += 65_536;
        host.mostBytes = Math.max(host.mostBytes, bytes);
      } while (!response.destroyed && response.write(Buffer.alloc(65_536)));
    };
    response.write(first);
    response.on("drain", more);
    more();
  }
  const { url } = await givenApp(t, (request, response) => {
    open.add(response);
    response.on("close", () => void open.delete(response)).on("error", () => undefined);
    if (request.url === "/fine") response.end(JPEG);
    else if (request.url === "/drips") drip(response);
    else if (request.url === "/never-ends") pour(response, JPEG);
    else if (request.url === "/never-ends.mp4") pour(response, MP4);
  });
  host.url = url;
  return host;
}

/** A byte now and then, and no end. */
function drip(response: ServerResponse): void {
  response.write(JPEG.subarray(0, 100));
  const timer = setInterval(() => response.write("x"), DRIP_MS);
  response.on("close", () => clearInterval(timer));
}

/** Pictures are compared, and videos looked at by a classifier that must never hear of any. */
async function judgeMedia(site: Site, classifierUrl: string): Promise<void> {
  const images = [{ hash: "0123456789abcdef", label: "known_scam", severity: "critical" }];
  const evaluators = [
    { name: "terms", kind: "terms" },
    { name: "pictures", kind: "image-hash", images, timeout_ms: TIMEOUT_MS },
    { name: "own", kind: "http", url: classifierUrl, judges: ["video"], secret: SECRET, timeout_ms: TIMEOUT_MS },
  ];
  await site.api.expect(200, site.api.put("/v1/moderation", { evaluators }));
}

test("media that drip, never end or never begin are given up, seen by a person, and hold up nothing else", async (t) => {
  const site = await givenSite(t, "omnifence");
  const host = await givenMediaHost(t);
  const classifier = await givenReceiver(t, () => undefined);
  await judgeMedia(site, classifier.url);
  const unreachable = ["media_unreachable"];
  // On a slow machine its time is over before it is too large.
  const endless = ["media_too_large", ...unreachable];
  const submitted = await Promise.all(
    Object.entries({ "/drips": unreachable, "/says-nothing": unreachable, "/never-ends": endless }).map(
      async ([path, codes]) => ({ codes, id: await submit(site, { content_url: host.url + path }) }),
    ),
  );
  const videoUrl = `${host.url}/never-ends.mp4`;
  const video = await site.api.expect(202, site.api.post("/moderate/video", { video_url: videoUrl }));
  // While they are waited for.
  await eventually(
    async () => host.open.size,
    (open) => open > 0,
    { what: "the hub to ask for media" },
  );
  const text = await submit(site, { body: "A fine day." });
  assert.equal((await untilMedia(site, text, ({ status }) => status !== "pending")).status, "approved");

  for (const { id, codes } of submitted) {
    const { status, decisions } = await untilMedia(site, id, (one) => one.status !== "pending");
    const [{ cause, unjudged, failures }] = decisions;
    assert.deepEqual([status, cause, unjudged], ["flagged", "evaluator_failed", ["image"]]);
    assert.equal(failures.length, 1);
    assert.ok(codes.includes(failures[0].code), failures[0].code);
  }
  const failed = await eventually(
    () => job(site, video.job_id),
    ({ status }) => status === "failed",
  );
  assert.ok(["UNSUPPORTED_MEDIA", "MEDIA_UNREACHABLE"].includes(failed.error_code), failed.error_code);
  assert.deepEqual(classifier.received, []);
  // Nobody waits for them any more, and no more was read of them than a picture may have.
  await eventually(
    async () => host.open.size,
    (open) => open === 0,
    { what: "the hub to hang up" },
  );
  assert.ok(host.mostBytes <= PICTURE_BYTES_MAX + BUFFERED_BYTES_MAX, `${host.mostBytes} bytes were sent`);

  // None of this says anything of who looks at pictures: one that can be had is judged.
  await eventually(
    async () => {
      const fine = await submit(site, { content_url: `${host.url}/fine` });
      return (await untilMedia(site, fine, ({ status }) => status !== "pending")).status;
    },
    (status) => status === "approved",
  );
});
