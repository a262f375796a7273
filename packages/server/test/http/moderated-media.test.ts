import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import { type TestContext, test } from "node:test";
import { readJpeg } from "../../src/moderation/evaluators/image-hash/jpeg.ts";
import { perceptualHash } from "../../src/moderation/evaluators/image-hash/perceptual-hash.ts";
import { receive } from "../egress/receivers.ts";
import { blobs, jpegOf, scaled, stripes } from "../moderation/pictures.ts";
import { eventually, openHub, type TestHub } from "./hub.ts";

const LISTED = jpegOf(blobs);

/** Somebody's pictures, good and bad. */
function answer(path: string, response: ServerResponse): void {
  switch (path) {
    case "/listed.jpg":
      response.end(jpegOf(scaled(blobs, 2), 128, 128, 60));
      break;
    case "/other.jpg":
      response.end(jpegOf(stripes));
      break;
    case "/page.jpg":
      response.setHeader("content-type", "image/jpeg").end("<html>no picture</html>");
      break;
    case "/huge.jpg":
      response.end(Buffer.concat([LISTED, Buffer.alloc(11 * 1024 * 1024)]));
      break;
    case "/inward.jpg":
      response.writeHead(302, { location: "http://10.0.0.1/a.jpg" }).end();
      break;
    default:
      response.writeHead(404).end();
  }
}

async function openPictures(t: TestContext) {
  const port = await receive(t, (request, response) => answer(request.url!, response));
  const hub = await openHub(t);
  const hash = perceptualHash(readJpeg(LISTED))!;
  const images = [{ hash, label: "banned", severity: "high", name: "the flyer" }];
  const evaluators = [{ name: "pictures", kind: "image-hash", images, timeout_ms: 50_000 }];
  const put = await hub.call("PUT", "/v1/moderation", { evaluators });
  assert.equal(put.status, 200, put.text);
  return { hub, url: (path: string) => `http://127.0.0.1:${port}/${path}` };
}

async function judged({ call }: TestHub, content_url: string) {
  const { id } = (await call("POST", "/v1/media", { content_url })).body;
  return eventually(
    async () => (await call("GET", `/v1/media/${id}`)).body,
    ({ status }) => status !== "pending",
  );
}

test("a picture that is like one on the list is rejected, and another is approved", async (t) => {
  const { hub, url } = await openPictures(t);
  const listed = await judged(hub, url("listed.jpg"));
  assert.equal(listed.status, "rejected");
  assert.equal(listed.findings[0].evidence.listed, "the flyer");
  assert.equal((await judged(hub, url("other.jpg"))).status, "approved");
});

test("a picture that nobody can fetch or read is never passed: it goes to a person, with what is wrong with it", async (t) => {
  const { hub, url } = await openPictures(t);
  const bad: [path: string, code: string][] = [
    ["gone.jpg", "media_unreachable"],
    ["page.jpg", "media_type"],
    ["huge.jpg", "media_too_large"],
    ["inward.jpg", "media_unreachable"],
  ];
  for (const [path, code] of bad) {
    const media = await judged(hub, url(path));
    const [decision] = media.decisions;
    assert.deepEqual([path, media.status, decision.cause], [path, "flagged", "evaluator_failed"]);
    assert.deepEqual(decision.failures, [{ evaluator: "pictures", code }]);
    assert.deepEqual(decision.unjudged, ["image"]);
    const job = (await hub.call("GET", `/v1/job/${media.job_id}`)).body;
    assert.deepEqual([job.status, job.is_prohibited], ["processing", null]);
  }
});

test("an advisory evaluator's word decides nothing, and what it alone has looked at is not judged", async (t) => {
  const { hub, url } = await openPictures(t);
  const [pictures] = (await hub.call("GET", "/v1/moderation")).body.evaluators;
  const { credentials: _, ...own } = pictures;
  await hub.call("PUT", "/v1/moderation", { evaluators: [{ ...own, advisory: true }] });
  const media = await judged(hub, url("listed.jpg"));
  assert.deepEqual([media.status, media.decisions[0].cause], ["flagged", "not_evaluated"]);
  assert.deepEqual([media.findings[0].label, media.findings[0].informational], ["banned", true]);
});
