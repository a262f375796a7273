import type { FastifyReply } from "fastify";
import { Type } from "typebox";
import { Problem } from "../../model/errors.ts";
import type { CallbackVerdict } from "../../moderation/evaluators/http/callbacks.ts";
import type { App, AppDeps } from "../app.ts";
import { NoQuery, oneOf, strict } from "../shapes.ts";

const CallbackParams = strict({ token: Type.String({ description: "Good for one request; it is the key." }) });
const Taken = strict({ status: oneOf(["accepted", "repeated"]) });

/** Where classifiers of a site's own answer later: docs/moderation/evaluators.md. */
export function addEvaluatorCallbacks(app: App, { moderation }: AppDeps): void {
  app.register(async (scope) => {
    const routes = scope as unknown as App;
    // As it came: what is wrong in it, its reader says.
    routes.removeAllContentTypeParsers();
    routes.addContentTypeParser("*", { parseAs: "buffer" }, (_, bytes, done) => done(null, bytes));
    routes.post(
      "/moderation/callbacks/:token",
      {
        config: { access: "public", problems: ["not_found", "conflict", "invalid_findings", "overloaded"] },
        schema: {
          operationId: "takeFindings",
          summary: "Findings of a classifier that answered 202",
          tags: ["ingress"],
          params: CallbackParams,
          querystring: NoQuery,
          body: Type.Unknown(),
          response: { 200: Taken },
        },
      },
      async (request, reply) => {
        const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
        return answer(reply, await moderation.letterbox.take(request.params.token, body));
      },
    );
  });
}

function answer(reply: FastifyReply, verdict: CallbackVerdict) {
  switch (verdict.kind) {
    case "accepted":
    case "repeated":
      return reply.code(200).send({ status: verdict.kind });
    case "unknown":
      throw new Problem("not_found", "Nobody waits for these findings: their time is over, or the URL is another.");
    case "mismatched":
      throw new Problem("conflict", "The `request_id` is another than the one that this URL was given for.");
    case "invalid":
      throw new Problem("invalid_findings", verdict.message);
  }
}
