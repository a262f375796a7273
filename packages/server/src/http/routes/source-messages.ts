import type { FastifyRequest } from "fastify";
import { Type } from "typebox";
import type { CataloguedSource } from "../../catalogue/catalogued-source.ts";
import { Problem } from "../../model/errors.ts";
import { parseId } from "../../model/ids.ts";
import type { Message } from "../../model/message.ts";
import type { App, AppDeps } from "../app.ts";
import { siteOf } from "../auth.ts";
import { NextCursor, pageParameters, readPage, timeParameters, toCursor } from "../paging.ts";
import { IdParams, named, SiteQuery, siteParameter, strict } from "../shapes.ts";
import { showMessage, showWholeMessage, VerdictShape } from "./message-shape.ts";
import { findSource } from "./source-find.ts";

const MessagesQuery = strict({
  ...siteParameter,
  ...pageParameters,
  ...timeParameters,
  verdict: Type.Optional(VerdictShape),
});

export const MessageParams = strict({ id: Type.String(), message_id: Type.String() });

export function addSourceMessages(app: App, deps: AppDeps): void {
  addListMessages(app, deps);
  addGetMessage(app, deps);
}

function addListMessages(app: App, { catalogue, store }: AppDeps): void {
  app.get(
    "/v1/sources/:id/messages",
    {
      config: { access: "sources:read" },
      schema: {
        operationId: "listMessages",
        summary: "List what came to a source, newest first",
        description: "Of what was rejected only some is kept: the newest thousand, and one a second of a flood.",
        tags: ["sources"],
        params: IdParams,
        querystring: MessagesQuery,
        response: { 200: strict({ messages: Type.Array(named("Message")), next_cursor: NextCursor }) },
      },
    },
    async (request) => {
      const { query } = request;
      const site = siteOf(request, catalogue, query.site_id);
      const source = findSource(catalogue, site, request.params.id);
      const verdict = query.verdict ?? null;
      const page = await store.listMessages({ ...readPage(query), sourceNo: source.no, verdict });
      return { messages: page.rows.map((row) => showMessage(row, source)), next_cursor: toCursor(page.next) };
    },
  );
}

function addGetMessage(app: App, deps: AppDeps): void {
  app.get(
    "/v1/sources/:id/messages/:message_id",
    {
      config: { access: "sources:read" },
      schema: {
        operationId: "getMessage",
        summary: "Read a message as it came",
        tags: ["sources"],
        params: MessageParams,
        querystring: SiteQuery,
        response: { 200: named("MessageDetail") },
      },
    },
    async (request) => {
      const { source, message } = await findMessage(request, deps);
      return showWholeMessage(message, source);
    },
  );
}

type OneMessage = FastifyRequest & { params: { id: string; message_id: string }; query: { site_id?: string } };

/** @throws Problem `invalid_id`, or `not_found` also when it is another source's */
export async function findMessage(
  request: OneMessage,
  { catalogue, store }: Pick<AppDeps, "catalogue" | "store">,
): Promise<{ source: CataloguedSource; message: Message }> {
  const { id, message_id: text } = request.params;
  const source = findSource(catalogue, siteOf(request, catalogue, request.query.site_id), id);
  const seq = parseId("msg", text);
  if (seq === undefined) throw new Problem("invalid_id", "A message's id is `msg_` and 13 characters.");
  const message = await store.readMessage(seq);
  if (message?.sourceNo !== source.no) throw new Problem("not_found", `There is no message ${text} of this source.`);
  return { source, message };
}
