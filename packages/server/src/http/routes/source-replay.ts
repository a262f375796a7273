import { type Static, Type } from "typebox";
import type { Replayed, ReplayTotals } from "../../inbound/replaying.ts";
import { formatId } from "../../model/ids.ts";
import type { App, AppDeps } from "../app.ts";
import { siteOf } from "../auth.ts";
import { idAt, NextCursor, readCursor, readTime, toCursor } from "../paging.ts";
import { IdParams, nullable, SiteQuery, strict } from "../shapes.ts";
import { VerdictShape } from "./message-shape.ts";
import { findSource } from "./source-find.ts";
import { findMessage, MessageParams } from "./source-messages.ts";

const LIMIT_DEFAULT = 100;
const LIMIT_MAX = 500;

const Again = Type.Boolean({
  description:
    "Make its events anew, also those that are there. Left out: an event that is there already is not sent again.",
});
const Replay = Type.Unsafe<{ again?: boolean } | null>({
  ...strict({ again: Type.Optional(Again) }),
  type: ["object", "null"],
});
const ReplayRange = strict({
  from: Type.String({ maxLength: 64, description: "RFC 3339: what came at this time or later." }),
  to: Type.Optional(
    Type.String({ maxLength: 64, description: "RFC 3339: what came before this time. Left out: now." }),
  ),
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: LIMIT_MAX, description: `How many at most. Left out: ${LIMIT_DEFAULT}.` }),
  ),
  cursor: Type.Optional(Type.String({ maxLength: 512, description: "The `next_cursor` of the answer before." })),
  again: Type.Optional(Again),
});

const ReplayedShape = strict({
  message_id: nullable(Type.String({ description: "The replay is a message of its own. Null when it was rejected." })),
  verdict: VerdictShape,
  reason: nullable(Type.String()),
  detail: nullable(Type.String()),
  events: Type.Array(Type.String(), { description: "The events that it made." }),
  repeated: Type.Array(Type.String(), { description: "The events that are there already, and were not sent again." }),
});
const TotalsShape = strict({
  replayed: Type.Integer({ description: "How many messages." }),
  events: Type.Integer({ description: "How many events they made." }),
  duplicates: Type.Integer({ description: "How many events are there already, and were not sent again." }),
  rejected: Type.Integer({ description: "How many messages could not be read, or are not genuine." }),
  next_cursor: NextCursor,
});

export function addSourceReplay(app: App, deps: AppDeps): void {
  addReplayMessage(app, deps);
  addReplayRange(app, deps);
}

function addReplayMessage(app: App, deps: AppDeps): void {
  app.post(
    "/v1/sources/:id/messages/:message_id/replay",
    {
      config: { access: "sources:write", problems: ["conflict", "overloaded"] },
      schema: {
        operationId: "replayMessage",
        summary: "Read a message once more",
        description:
          "One that was genuine is read again as it is; one that was rejected is verified again with the present secrets, whatever its age. Events of a replay say so in `data.source.replay`.",
        tags: ["sources"],
        params: MessageParams,
        querystring: SiteQuery,
        body: Replay,
        response: { 200: ReplayedShape },
      },
    },
    async (request) => {
      const { source, message } = await findMessage(request, deps);
      return show(await deps.inbound.replaying.replay(source, message, request.body?.again ?? false));
    },
  );
}

function addReplayRange(app: App, { catalogue, clock, inbound }: AppDeps): void {
  app.post(
    "/v1/sources/:id/replay",
    {
      config: { access: "sources:write", problems: ["overloaded"] },
      schema: {
        operationId: "replayMessages",
        summary: "Read the messages of a range once more, oldest first",
        description:
          "Those that were genuine, also where they could not be read then; replays are left out. Call it again with `next_cursor` until that is null.",
        tags: ["sources"],
        params: IdParams,
        querystring: SiteQuery,
        body: ReplayRange,
        response: { 200: TotalsShape },
      },
    },
    async (request) => {
      const { body } = request;
      const site = siteOf(request, catalogue, request.query.site_id);
      const source = findSource(catalogue, site, request.params.id);
      const from = body.cursor === undefined ? idAt(readTime("/from", body.from)) : readCursor(body.cursor);
      const to = idAt(body.to === undefined ? clock.now() + 1 : readTime("/to", body.to));
      const { limit = LIMIT_DEFAULT, again = false } = body;
      return showTotals(await inbound.replaying.replayRange(source, { from, to, limit, again }));
    },
  );
}

function show(replayed: Replayed): Static<typeof ReplayedShape> {
  if (replayed.kind === "refused") {
    const { reason, message: detail } = replayed;
    return { message_id: null, verdict: "rejected", reason, detail, events: [], repeated: [] };
  }
  const { messageSeq, events } = replayed.kept;
  const idsOf = (isNew: boolean) => events.filter((one) => one.isNew === isNew).map(({ seq }) => formatId("evt", seq));
  const made = idsOf(true);
  const repeated = [...new Set(idsOf(false))].filter((id) => !made.includes(id));
  const verdict = made.length > 0 ? "accepted" : repeated.length > 0 ? "duplicate" : "ignored";
  const reason = verdict === "ignored" ? "unknown_event" : null;
  return { message_id: formatId("msg", messageSeq), verdict, reason, detail: null, events: made, repeated };
}

function showTotals({ replayed, events, duplicates, refused, next }: ReplayTotals): Static<typeof TotalsShape> {
  return { replayed, events, duplicates, rejected: refused, next_cursor: toCursor(next) };
}
