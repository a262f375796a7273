import assert from "node:assert/strict";
import { test } from "node:test";
import { givenInbound } from "../harness/inbound.ts";
import { submit, untilMedia } from "../harness/moderation.ts";
import type { Asked, Platform } from "../platforms/platform.ts";
import { error, Rekognition } from "../platforms/rekognition.ts";

/** What is enough of a JPEG to be known as one. */
const JPEG = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46]);

/** Where the pictures are. */
class Pictures implements Platform {
  readonly hosts = ["pictures.example.com"];

  answer({ path }: Asked) {
    return { headers: { "content-type": "image/jpeg" }, bytes: Buffer.concat([JPEG, Buffer.from(path.slice(1))]) };
  }
}

test("Rekognition is asked by the official SDK with a signature that holds, again when it throttles, and its failure is no pass", async (t) => {
  const rekognition = new Rekognition();
  const { site } = await givenInbound(t, [rekognition, new Pictures()]);
  const choose = (credentials: object) => {
    const evaluator = { name: "aws", kind: "rekognition", region: rekognition.region, ...credentials };
    return site.api.expect(200, site.api.put("/v1/moderation", { evaluators: [evaluator] }));
  };
  const judge = async (name: string) => {
    const id = await submit(site, { content_url: `https://pictures.example.com/${name}` });
    return untilMedia(site, id, ({ status }) => status !== "pending");
  };
  await choose({ ...rekognition.credentials, secret_access_key: "of-somebody-else" });
  const refused = await judge("one");
  assert.deepEqual(
    [refused.status, refused.decisions[0].failures],
    ["flagged", [{ evaluator: "aws", code: "not_configured" }]],
  );

  await choose(rekognition.credentials);
  rekognition.troubles.add(error("ThrottlingException", "Rate exceeded", { "retry-after": "1" }));
  const before = rekognition.asked;
  const fine = await judge("two");
  assert.deepEqual([fine.status, rekognition.asked - before], ["approved", 2]);

  const violent = await judge("VIOLENT");
  assert.equal(violent.status, "flagged");
  const [finding] = violent.findings;
  assert.deepEqual([finding.evaluator, finding.label, finding.confidence], ["aws", "violence", 0.975]);
});
