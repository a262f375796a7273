import { Type } from "typebox";
import { ingressUrl } from "../../inbound/ingress-url.ts";
import { type SourceTested, testSource } from "../../inbound/testing.ts";
import { Problem } from "../../model/errors.ts";
import { formatId } from "../../model/ids.ts";
import { MESSAGE_VERDICTS } from "../../model/message.ts";
import type { App, AppDeps } from "../app.ts";
import { siteOf } from "../auth.ts";
import { IdParams, nullable, oneOf, SiteQuery, strict } from "../shapes.ts";
import { findSource } from "./source-find.ts";

const Tested = strict({
  status_code: nullable(Type.Integer({ description: "What the ingress answered. Null: it was not reached." })),
  answer: nullable(Type.String({ description: "The body of the answer." })),
  error: nullable(Type.String({ description: "Why it was not reached." })),
  duration_ms: Type.Integer(),
  message_id: nullable(Type.String({ description: "The message that was kept of it." })),
  verdict: nullable(oneOf(MESSAGE_VERDICTS)),
  reason: nullable(Type.String({ description: "Why it was rejected, or ignored." })),
  events: Type.Array(Type.String(), { description: "The events that it made. They are delivered like any other." }),
});

export function addSourceTest(app: App, deps: AppDeps): void {
  app.post(
    "/v1/sources/:id/test",
    {
      config: { access: "sources:write", problems: ["conflict"] },
      schema: {
        operationId: "testSource",
        summary: "Send the source a signed sample of its platform",
        description:
          "A new message, signed with the source's own credentials, by the way that the platform takes: to `ingress_url` where TABELLARY_PUBLIC_URL is set, else to where this process listens. Its events are delivered. 409 where nobody but the platform can sign.",
        tags: ["sources"],
        params: IdParams,
        querystring: SiteQuery,
        response: { 200: Tested },
      },
    },
    async (request) => {
      const site = siteOf(request, deps.catalogue, request.query.site_id);
      const source = findSource(deps.catalogue, site, request.params.id);
      const address = { url: ingressUrl(deps.publicUrl(), source), isOwn: deps.config.publicUrl === undefined };
      return show(await testSource(deps, source, address));
    },
  );
}

function show(tested: SourceTested) {
  switch (tested.kind) {
    case "unsupported":
      throw new Problem("conflict", tested.sentence);
    case "unanswered":
      return { ...NOTHING, error: tested.sentence, duration_ms: tested.durationMs };
    case "answered": {
      const { status, body, durationMs, message } = tested;
      const sent = { ...NOTHING, status_code: status, answer: body, duration_ms: durationMs };
      if (message === null) return sent;
      const { seq, verdict, reason, made } = message;
      const events = made.map((event) => formatId("evt", event));
      return { ...sent, message_id: formatId("msg", seq), verdict, reason, events };
    }
  }
}

const NOTHING = {
  status_code: null,
  answer: null,
  error: null,
  message_id: null,
  verdict: null,
  reason: null,
  events: [],
};
