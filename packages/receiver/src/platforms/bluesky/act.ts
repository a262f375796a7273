import { listAt, textAt } from "../../json/fields.ts";
import { call, enforcementOf, failed, needsToken, unsupported } from "../call.ts";
import type { ActInput, Actor, Credentials, Enforcement, ModerationDecision } from "../platform.ts";
import { POST_URI } from "./post.ts";

/**
 * A moderation service of one's own (Ozone): `tools.ozone.moderation.emitEvent`, which the account's server passes on to
 * the service named in `atproto-proxy`. What it does binds those who follow that service, and its own network.
 * https://docs.bsky.app/docs/api/tools-ozone-moderation-emit-event, https://atproto.com/specs/xrpc#service-proxying
 */
export const blueskyActor: Actor = {
  credentials: [
    {
      name: "accessToken",
      description: "The accessJwt of a session (com.atproto.server.createSession) of a moderator's account.",
      isRequired: true,
      isSecret: true,
    },
    {
      name: "service",
      description: "The address of that account's server, such as https://bsky.social.",
      isRequired: true,
      isSecret: false,
    },
    {
      name: "moderator",
      description: "The moderator's DID.",
      isRequired: true,
      isSecret: false,
    },
    {
      name: "labeler",
      description: "The DID of your moderation service, where Ozone runs.",
      isRequired: true,
      isSecret: false,
    },
  ],
  rateLimit:
    "3,000 calls in five minutes by address at Bluesky's servers; after 429 `retryAfterMs` is the time to RateLimit-Reset.",
  moderateComment,
};

type OzoneEvent = { readonly $type: string; readonly [field: string]: unknown };

const DEFS = "tools.ozone.moderation.defs";
const label = (create: string[], negate: string[]): OzoneEvent => ({
  $type: `${DEFS}#modEventLabel`,
  createLabelVals: create,
  negateLabelVals: negate,
});

/** `!hide` is a label that every app obeys. To approve takes it back, and closes the review. */
const EVENTS: { readonly [Decision in ModerationDecision]: readonly OzoneEvent[] } = {
  approve: [label([], ["!hide"]), { $type: `${DEFS}#modEventAcknowledge` }],
  flag: [{ $type: `${DEFS}#modEventEscalate` }],
  hide: [label(["!hide"], [])],
  remove: [{ $type: `${DEFS}#modEventTakedown` }],
};

async function moderateComment(input: ActInput): Promise<Enforcement> {
  const { id, action, credentials } = input;
  if (!POST_URI.test(id))
    return unsupported(`"${id.slice(0, 80)}" is no post's address: at://did/app.bsky.feed.post/rkey.`);
  const service = readService(credentials);
  if (typeof service === "string") return service === "" ? needsToken("Bluesky") : enforcementOf(failed(service));
  const cid = await cidOf(input);
  if (typeof cid !== "string") return cid;
  let done: Enforcement = { outcome: "applied" };
  for (const event of EVENTS[action]) {
    const result = await call(input.fetch, input.nowMs, {
      method: "POST",
      url: `${service.origin}/xrpc/tools.ozone.moderation.emitEvent`,
      headers: service.headers,
      json: {
        event,
        subject: { $type: "com.atproto.repo.strongRef", uri: id, cid },
        createdBy: service.moderator,
      },
    });
    done = enforcementOf(result);
    if (!result.ok) return done;
  }
  return done;
}

interface Service {
  origin: string;
  moderator: string;
  headers: { authorization: string; "atproto-proxy": string };
}

/** Else what is missing, as a sentence; empty when it is the token. */
function readService({ accessToken, service, moderator, labeler }: Credentials): Service | string {
  const origin = URL.parse(service?.[0] ?? "");
  if (accessToken?.[0] === undefined) return "";
  if (origin?.protocol !== "https:") return "The credential `service` is no address such as https://bsky.social.";
  if (moderator?.[0] === undefined || labeler?.[0] === undefined) {
    return "The credentials `moderator` and `labeler`, two DIDs, are needed to act on Bluesky.";
  }
  return {
    origin: origin.origin,
    moderator: moderator[0],
    headers: { authorization: `Bearer ${accessToken[0]}`, "atproto-proxy": `${labeler[0]}#atproto_labeler` },
  };
}

/** A decision is on a post as it reads now: Ozone wants its version too. */
async function cidOf({ id, fetch, nowMs }: ActInput): Promise<string | Enforcement> {
  const url = `https://public.api.bsky.app/xrpc/app.bsky.feed.getPosts?${new URLSearchParams({ uris: id })}`;
  const found = await call(fetch, nowMs, { method: "GET", url });
  if (!found.ok) return enforcementOf(found);
  const cid = textAt(listAt(found.body, "posts")[0], "cid");
  return (
    cid ?? enforcementOf(failed("Bluesky knows no such post: it is deleted, or taken down already.", found.status))
  );
}
