import { Type } from "typebox";
import { platformFailed } from "../../inbound/platform-problem.ts";
import { formatId } from "../../model/ids.ts";
import type { App, AppDeps } from "../app.ts";
import { siteOf } from "../auth.ts";
import { IdParams, SiteQuery, strict, Time } from "../shapes.ts";
import { toIso } from "../times.ts";
import { findSource } from "./source-find.ts";

const Polled = strict({
  messages: Type.Integer({ description: "Items that came, each a message." }),
  event_ids: Type.Array(Type.String(), { description: "The new events, oldest first." }),
  duplicates: Type.Integer({ description: "Events that had come before." }),
  next_at: Time,
});

export function addSourcePoll(app: App, { catalogue, inbound, clock }: AppDeps): void {
  app.post(
    "/v1/sources/:id/poll",
    {
      config: { access: "sources:write", problems: ["conflict", "platform_failed"] },
      schema: {
        operationId: "pollSource",
        summary: "Ask the platform now for what is new",
        description:
          "For a source with `poll`, which is asked at its interval anyway. The first poll brings the newest page. `platform_failed` has the platform's words; a platform that wants to be left alone is. `conflict` while the source is switched off.",
        tags: ["sources"],
        params: IdParams,
        querystring: SiteQuery,
        response: { 200: Polled },
      },
    },
    async (request) => {
      const site = siteOf(request, catalogue, request.query.site_id);
      const source = findSource(catalogue, site, request.params.id);
      const { polling } = inbound.asking;
      const until = await polling.waitUntil(source);
      if (until !== null) {
        const words = `${source.platform.title} wants to be asked again at ${toIso(until)}.`;
        throw platformFailed(words, until - clock.now());
      }
      const { messages, events, duplicates, note, failure } = await polling.ask(source);
      if (failure !== null) {
        throw platformFailed(failure, note.wait_until === null ? null : note.wait_until - clock.now());
      }
      return {
        messages,
        event_ids: events.map(({ seq }) => formatId("evt", seq)),
        duplicates,
        next_at: toIso(note.next_at),
      };
    },
  );
}
