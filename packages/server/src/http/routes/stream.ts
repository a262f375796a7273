import { Type } from "typebox";
import { Problem } from "../../model/errors.ts";
import { ALL } from "../../model/figures.ts";
import type { Scope } from "../../model/key.ts";
import type { App } from "../app.ts";
import { hasScope, siteOf } from "../auth.ts";
import { line, siteParameter, strict } from "../shapes.ts";
import { Follower, STREAM_KINDS, type StreamKind } from "../stream/follower.ts";
import { Tail } from "../stream/tail.ts";
import type { SessionDeps } from "./session.ts";
import { allParameter, checkAll } from "./stats.ts";
import { findWebhook } from "./webhook-find.ts";

/** All together, of all sites. */
const FOLLOWERS_MAX = 200;
/** Of one site, so that it leaves room for the others. */
const FOLLOWERS_OF_SITE_MAX = 50;
/** Then a follower is to come again: its session may be over. */
const FOLLOWED_MS_MAX = 600_000;

const SCOPES: Readonly<Record<StreamKind, Scope>> = {
  event: "events:read",
  delivery: "deliveries:read",
  message: "sources:read",
  figures: "deliveries:read",
};

const StreamQuery = strict({
  ...siteParameter,
  ...allParameter,
  webhook_id: Type.Optional(
    Type.String({ description: "Only this webhook's deliveries, and the events it was owed." }),
  ),
  type: Type.Optional(line({ maxLength: 128, description: "Only events of this type, and their deliveries." })),
  only: Type.Optional(
    Type.String({
      maxLength: 64,
      description: `Some of ${STREAM_KINDS.join(", ")}, with commas between. Left out: all that the key may see.`,
    }),
  ),
});

const DESCRIPTION = `Server-sent events, looked for once a second, whichever node did it. First \`hello\`: \`{at, events, deliveries, messages, figures}\`, the newest hundred of each, newest first, null for what is not followed. Then, as each comes or changes: \`event\`, \`delivery\`, \`message\`, in the shapes of the lists, and every five seconds \`figures\`: \`{minute, previous, now}\`, as of \`GET /v1/stats\` and \`GET /v1/stats/now\`. Of more than a hundred that come within a second the newest are told. With \`all\` figures only. It ends after ten minutes, and when the key is revoked: come again. 429 \`overloaded\` when ${FOLLOWERS_OF_SITE_MAX} follow the site already, or ${FOLLOWERS_MAX} the hub.`;

/** The live tail. */
export function addStream(app: App, deps: SessionDeps): void {
  const { catalogue, clock, findCaller, log } = deps;
  const tails = new Map<number, Tail>();
  const followers = new Map<number, number>();

  /** The place of a follower; to be given back. */
  function takePlace(siteNo: number): () => void {
    const ofSite = followers.get(siteNo) ?? 0;
    const all = [...followers.values()].reduce((sum, count) => sum + count, 0);
    if (ofSite >= FOLLOWERS_OF_SITE_MAX || all >= FOLLOWERS_MAX) {
      throw new Problem("overloaded", `${all} follow already, ${ofSite} of them this site.`, { retryAfter: 5 });
    }
    followers.set(siteNo, ofSite + 1);
    return () => {
      const left = followers.get(siteNo)! - 1;
      if (left === 0) followers.delete(siteNo);
      else followers.set(siteNo, left);
    };
  }

  function tailOf(site: ReturnType<typeof siteOf> | null): Tail {
    const key = site?.no ?? ALL;
    const known = tails.get(key);
    if (known !== undefined) return known;
    const onLeft = () => {
      if (tails.get(key) === tail) tails.delete(key);
    };
    const onTrouble = (error: Error) => log.warn({ err: error }, "the live tail could not ask the store");
    const tail: Tail = new Tail({ ...deps, onLeft, onTrouble }, site);
    tails.set(key, tail);
    return tail;
  }

  // Before the server waits for its connections to end.
  app.addHook("preClose", async () => {
    for (const tail of tails.values()) tail.end();
  });

  app.get(
    "/v1/stream",
    {
      config: { access: "any", problems: ["invalid_id", "overloaded"] },
      schema: {
        operationId: "follow",
        summary: "Follow what happens",
        description: DESCRIPTION,
        tags: ["figures"],
        querystring: StreamQuery,
        response: { 200: { content: { "text/event-stream": { schema: Type.String() } } } },
      },
    },
    async (request, reply) => {
      const { site_id, all, webhook_id, type = null, only } = request.query;
      if (all) checkAll(request);
      const site = all ? null : siteOf(request, catalogue, site_id);
      const webhookNo = webhook_id === undefined || site === null ? null : findWebhook(catalogue, site, webhook_id).no;
      const kinds = all ? new Set<StreamKind>(["figures"]) : readKinds(only, (scope) => hasScope(request, scope));
      const givePlaceBack = takePlace(site?.no ?? ALL);
      const tail = tailOf(site);
      const { keyHash } = request;
      const follower = new Follower({ kinds, webhookNo, type }, () => findCaller(keyHash!) !== undefined);
      const over = clock.after(FOLLOWED_MS_MAX, () => tail.letGo(follower));
      follower.stream.once("close", () => {
        givePlaceBack();
        over.cancel();
        tail.leave(follower);
      });
      try {
        await tail.join(follower);
      } catch (error) {
        follower.cut();
        throw error;
      }
      reply.header("content-type", "text/event-stream; charset=utf-8").header("cache-control", "no-store");
      // It ends with the stream: a hub that stops would wait for what else might come on it.
      reply.header("connection", "close");
      return reply.send(follower.stream as never);
    },
  );
}

/** @throws Problem `invalid_request`; `forbidden` for what the key may not see, or when that is everything */
function readKinds(only: string | undefined, may: (scope: Scope) => boolean): ReadonlySet<StreamKind> {
  const names = only?.split(",") ?? STREAM_KINDS.filter((kind) => may(SCOPES[kind]));
  const kinds = new Set<StreamKind>();
  for (const name of names) {
    const kind = STREAM_KINDS.find((one) => one === name);
    if (kind === undefined) {
      const message = `must be some of ${STREAM_KINDS.join(", ")}, with commas between`;
      throw new Problem("invalid_request", `only ${message}.`, { faults: [{ path: "only", message }] });
    }
    if (!may(SCOPES[kind])) throw new Problem("forbidden", `The API key lacks the scope ${SCOPES[kind]}.`);
    kinds.add(kind);
  }
  if (kinds.size === 0) throw new Problem("forbidden", "The API key may see nothing of what can be followed.");
  return kinds;
}
