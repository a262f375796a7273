/** Jobs that each tell an address of their own, and what came there. */
import assert from "node:assert/strict";
import { omnifenceSigned } from "@tabellary/contracts";
import { eventually } from "./eventually.ts";
import { TEXTS } from "./moderation.ts";
import type { Received, Receiver } from "./receiver.ts";
import type { Site } from "./site.ts";

export interface Told {
  jobId: string;
  /** Of the job's own address. */
  path: string;
  /** Null: it is told unsigned. */
  secret: string | null;
}

/** Submits a text whose end one path of the receiver hears of; every other one is signed with a secret of its own. */
export async function submitTold(site: Site, { url }: Receiver, number: number): Promise<Told | undefined> {
  const secret = number % 2 === 0 ? null : `whsec_${Buffer.alloc(24, number).toString("base64")}`;
  const webhook_url = `${url}/${number}`;
  const wishes = { text: TEXTS.clean, webhook_url, ...(secret !== null && { webhook_secret: secret }) };
  const answer = await site.api.post("/moderate/text", wishes).catch(() => undefined);
  if (answer?.status !== 202) return undefined;
  return { jobId: answer.body.job_id, path: new URL(webhook_url).pathname, secret };
}

/** Each path has heard of its own job and of no other, with the signature that it asked for; the log says that it has. */
export async function checkTold(site: Site, receiver: Receiver, told: readonly Told[]): Promise<void> {
  for (const { jobId, path, secret } of told) {
    const { deliveries } = await eventually(
      () => site.api.expect(200, site.api.get(`/v1/job/${jobId}/deliveries`)),
      ({ deliveries }) => deliveries[0]?.status === "success",
      { what: `the end of ${jobId} to be told` },
    );
    assert.equal(deliveries.length, 1);
    assert.equal(new URL(deliveries[0].log.at(-1).request.url).pathname, path);
    const got = receiver.received.filter((request) => request.path === path);
    assert.ok(got.length > 0, path);
    for (const request of got) {
      assert.deepEqual([request.json.job_id, request.json.status], [jobId, "completed"]);
      assert.equal(isSigned(request, secret), secret !== null);
    }
  }
}

function isSigned({ headers, body, at }: Received, secret: string | null): boolean {
  if (headers["webhook-signature"] === undefined) return false;
  const verdict = omnifenceSigned.verify({
    headers: headers as Record<string, string>,
    body,
    secrets: [secret ?? ""],
    nowMs: at,
  });
  assert.equal(verdict.ok, true, JSON.stringify(verdict));
  return true;
}
