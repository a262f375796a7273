/** Samples of platforms that send no webhooks, as a relay of the owner's hands them on; and of the envelope itself. */
import { moderationAi } from "@tabellary/contracts";
import { byContract, SAMPLE_TEXT, type Sampler, type Signer, sampler, toSeconds } from "./sampler.ts";

const bySecret = byContract(moderationAi);

/** Nothing but a relay ever sends to these, and without its secret nothing would pass. */
const byRelay: Signer = (message, input) =>
  input.credentials.secret === undefined
    ? { unsupported: "This platform sends no webhooks, and there is no secret of a relay to sign a sample with." }
    : bySecret(message, input);

/** Jetstream's older form: https://github.com/bluesky-social/jetstream/blob/main/docs/README.md, section 5. */
export const blueskySample: Sampler = sampler(byRelay, (nowMs) => {
  const post = { uri: "at://did:plc:sample/app.bsky.feed.post/3l3root", cid: "bafyroot" };
  const record = {
    $type: "app.bsky.feed.post",
    createdAt: new Date(nowMs).toISOString(),
    text: SAMPLE_TEXT,
    reply: { root: post, parent: post },
  };
  const commit = {
    rev: `sample${nowMs}`,
    operation: "create",
    collection: "app.bsky.feed.post",
    rkey: `sample${nowMs}`,
    record,
    cid: `bafysample${nowMs}`,
  };
  return { payload: { did: "did:plc:sample", time_us: nowMs * 1000, kind: "commit", commit } };
});

/** A thing of Reddit's API: https://github.com/reddit-archive/reddit/wiki/JSON */
export const redditSample: Sampler = sampler(byRelay, (nowMs) => {
  const id = nowMs.toString(36);
  return {
    payload: {
      kind: "t1",
      data: {
        id,
        name: `t1_${id}`,
        link_id: "t3_15bfi0",
        parent_id: "t3_15bfi0",
        author: "sample",
        author_fullname: "t2_1w72",
        body: SAMPLE_TEXT,
        created_utc: Math.floor(nowMs / 1000),
        edited: false,
      },
    },
  };
});

export const mediumSample: Sampler = sampler(byRelay, (nowMs) => ({
  payload: { type: "comment.created", data: { comment: sampleComment(nowMs) } },
}));

/** https://github.com/cgoss/Moderation-ai/blob/main/docs/api-reference/webhooks.md */
export const moderationAiSample: Sampler = sampler(bySecret, (nowMs) => ({
  payload: {
    event_id: `sample-${nowMs}`,
    event_type: "comment.created",
    timestamp: toSeconds(nowMs),
    platform: "moderation-ai",
    data: { comment: sampleComment(nowMs) },
  },
}));

function sampleComment(nowMs: number) {
  return {
    id: `sample-${nowMs}`,
    post_id: "sample-post",
    author_id: "sample-author",
    author_username: "sample",
    text: SAMPLE_TEXT,
    created_at: toSeconds(nowMs),
  };
}
