/** Samples of systems that tell of what has happened in them. */
import { github, omnifenceSigned, pixelpatrol, standard, stripe } from "@tabellary/contracts";
import { hmac } from "@tabellary/contracts/schemes";
import { contractOf } from "../platforms/generic/verify.ts";
import { isSigningToken } from "../platforms/gitlab/verify.ts";
import { shopifySignature } from "../platforms/shopify/verify.ts";
import {
  byContract,
  byScheme,
  nothingToSignWith,
  SAMPLE_TEXT,
  type Sampler,
  type Signer,
  sampler,
  toSeconds,
} from "./sampler.ts";

/** https://docs.github.com/en/webhooks/webhook-events-and-payloads#issue_comment */
export const githubSample = sampler(byContract(github), (nowMs) => {
  const at = toSeconds(nowMs);
  const id = nowMs;
  const html_url = `https://github.com/sample/sample/issues/1#issuecomment-${id}`;
  const user = { id: 583231, login: "octocat" };
  return {
    type: "issue_comment",
    payload: {
      action: "created",
      issue: { id: 1, number: 1, title: "Sample" },
      comment: { id, html_url, user, body: SAMPLE_TEXT, created_at: at, updated_at: at },
      repository: { id: 1, full_name: "sample/sample" },
      sender: user,
    },
  };
});

const bySigningToken = byContract(standard);

/** A signing token signs; a secret token is sent as it is. */
const byGitlab: Signer = (message, input) => {
  const { secret = [] } = input.credentials;
  const signing = secret.filter(isSigningToken);
  const token = secret.find((one) => !isSigningToken(one));
  if (signing.length > 0) {
    return bySigningToken(message, { ...input, credentials: { ...input.credentials, secret: signing } });
  }
  if (token === undefined) return nothingToSignWith("secret");
  return { "X-Gitlab-Token": token, "Idempotency-Key": message.id };
};

/** https://docs.gitlab.com/user/project/integrations/webhook_events/#comment-on-an-issue */
export const gitlabSample = sampler(byGitlab, (nowMs) => {
  const id = nowMs;
  const at = `${toSeconds(nowMs).slice(0, 19).replace("T", " ")} UTC`;
  const object_attributes = {
    id,
    note: SAMPLE_TEXT,
    noteable_type: "Issue",
    author_id: 1,
    created_at: at,
    updated_at: at,
    noteable_id: 92,
    system: false,
    action: "create",
    url: `https://gitlab.example/sample/sample/issues/1#note_${id}`,
  };
  return {
    headers: { "X-Gitlab-Event": "Note Hook" },
    payload: {
      object_kind: "note",
      event_type: "note",
      user: { id: 1, name: "Sample", username: "sample" },
      project_id: 5,
      object_attributes,
    },
  };
});

/** https://docs.stripe.com/api/events/object */
export const stripeSample = sampler(byContract(stripe), (nowMs) => ({
  payload: {
    id: `evt_sample${nowMs}`,
    object: "event",
    created: Math.floor(nowMs / 1000),
    type: "setup_intent.created",
    livemode: false,
    data: { object: { id: `seti_sample${nowMs}`, object: "setup_intent", description: SAMPLE_TEXT } },
  },
}));

/** https://shopify.dev/docs/apps/build/webhooks */
export const shopifySample = sampler(byScheme(shopifySignature, "clientSecret"), (nowMs) => ({
  headers: {
    "X-Shopify-Topic": "orders/create",
    "X-Shopify-Shop-Domain": "sample.myshopify.com",
    "X-Shopify-Event-Id": `sample-${nowMs}`,
    "X-Shopify-Webhook-Id": `sample-delivery-${nowMs}`,
    "X-Shopify-Triggered-At": new Date(nowMs).toISOString(),
  },
  payload: { id: nowMs, note: SAMPLE_TEXT, test: true },
}));

/** The newer of Hook0's signatures, which covers the headers that it names. */
const byHook0: Signer = ({ id, type, body }, { credentials, nowMs }) => {
  const secret = credentials.secret?.[0];
  if (secret === undefined) return nothingToSignWith("secret");
  const seconds = Math.floor(nowMs / 1000);
  const names = "x-event-id x-event-type";
  const digest = hmac("sha256", secret, { before: `${seconds}.${names}.${id}.${type}.`, body, after: "" }, "hex");
  return {
    "X-Event-Id": id,
    "X-Event-Type": type,
    "X-Hook0-Signature": `t=${seconds},h=${names},v1=${digest}`,
  };
};

/** https://documentation.hook0.com/tutorials/webhook-authentication */
export const hook0Sample = sampler(byHook0, (nowMs) => ({
  type: "sample.sent",
  payload: { id: `sample-${nowMs}`, text: SAMPLE_TEXT },
}));

const byToken: Signer = (_, { credentials: { secret, header } }) =>
  secret?.[0] === undefined ? nothingToSignWith("secret") : { [header?.[0] ?? "Authorization"]: secret[0] };

/** https://developer.okta.com/docs/concepts/event-hooks/ */
export const oktaSample = sampler(byToken, (nowMs) => {
  const at = toSeconds(nowMs);
  const event = {
    uuid: `sample-${nowMs}`,
    eventType: "user.session.start",
    displayMessage: SAMPLE_TEXT,
    published: at,
  };
  return {
    payload: {
      eventType: "com.okta.event_hook",
      eventTypeVersion: "1.0",
      cloudEventsVersion: "0.1",
      eventId: `sample-delivery-${nowMs}`,
      eventTime: at,
      data: { events: [event] },
    },
  };
});

const bySignedOmnifence = byContract(omnifenceSigned);

/** Signed where there is a secret; unsigned, as of the first generation, where that is accepted and there is none. */
const byOmnifence: Signer = (message, input) => {
  const { secret, acceptUnverified } = input.credentials;
  return secret === undefined && acceptUnverified?.[0] === "yes" ? {} : bySignedOmnifence(message, input);
};

/** https://github.com/Omnifence/omnifence-skills, references/webhook-handler.md */
export const omnifenceSample = sampler(byOmnifence, (nowMs) => ({
  payload: {
    job_id: `sample-${nowMs}`,
    status: "completed",
    is_prohibited: false,
    completed_at: new Date(nowMs).toISOString(),
    delivery_id: `wh_sample-${nowMs}`,
  },
}));

/** https://docs.pixelpatrol.net/concepts/webhooks */
export const pixelpatrolSample = sampler(byContract(pixelpatrol), (nowMs) => ({
  type: "media.moderated",
  payload: {
    id: `sample-${nowMs}`,
    event: "media.moderated",
    created_at: toSeconds(nowMs),
    data: {
      media_id: `sample-media-${nowMs}`,
      site_id: "sample-site",
      status: "approved",
      ai_results: { labels: [] },
      applied_rules: [],
      moderated_at: toSeconds(nowMs),
    },
  },
}));

/** https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
export const standardSample = sampler(byContract(standard), (nowMs) => ({
  payload: {
    type: "sample.sent",
    timestamp: new Date(nowMs).toISOString(),
    data: { id: `sample-${nowMs}`, text: SAMPLE_TEXT },
  },
}));

/** As the source's own options say that it is signed. */
export const genericSample: Sampler = (input) => {
  const contract = contractOf(input.credentials);
  if ("reason" in contract) return { unsupported: contract.message };
  return sampler(byContract(contract), (nowMs) => ({
    type: "sample.sent",
    payload: {
      id: `sample-${nowMs}`,
      type: "sample.sent",
      created_at: toSeconds(nowMs),
      data: { id: `sample-${nowMs}`, text: SAMPLE_TEXT },
    },
  }))(input);
};
