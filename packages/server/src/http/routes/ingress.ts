import { type Answer, platforms } from "@tabellary/receiver";
import type { FastifyReply, FastifyRequest } from "fastify";
import { Type } from "typebox";
import { INGRESS_PATH } from "../../inbound/ingress-url.ts";
import type { App, AppDeps } from "../app.ts";
import { strict } from "../shapes.ts";

/** What platforms are answered is their own affair: their formats differ. */
const Answered = {
  description: "What the platform wants to be answered.",
  content: { "*/*": { schema: Type.Unsafe<string>({ type: "string" }) } },
};
const shared = {
  tags: ["ingress"],
  params: strict({ token: Type.String({ description: "Of the source: see its `ingress_url`." }) }),
  response: { 200: Answered },
};
const PATH = `${INGRESS_PATH}:token`;

/** Where platforms send to. Bytes are taken as they come; no key is asked for but the source's token in the path. */
export function addIngress(app: App, deps: AppDeps): void {
  app.register(async (scope) => {
    // Fastify refuses a content type that is none. What it is worth is the platform's affair, and `rawHeaders` has it.
    scope.addHook("onRequest", (request, _reply, done) => {
      delete request.raw.headers["content-type"];
      done();
    });
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", { parseAs: "buffer" }, (_request, bytes, done) => done(null, bytes));
    addAnswers(scope as unknown as App, deps);
    addMessages(scope as unknown as App, deps);
  });
}

function addMessages(app: App, { inbound, config }: AppDeps): void {
  const schema = {
    ...shared,
    operationId: "receiveMessage",
    summary: "Take a platform's message",
    description: `For ${platforms.map(({ title }) => title).join(", ")}. Verified as the source says; answered when the message and its events are durable. 401: not genuine; 403: an address that may not send; 404: no such source; 413: too large; 503: not now.`,
    body: Type.Unsafe<unknown>({ description: "The bytes as the platform sends them." }),
  };
  app.post(PATH, {
    bodyLimit: config.maxPayloadBytes,
    config: { access: "public" },
    schema,
    errorHandler(error, request, reply) {
      if (error.code !== "FST_ERR_CTP_BODY_TOO_LARGE") throw error;
      send(reply, inbound.ingress.refuseTooLarge(readRequest(request)));
    },
    handler(request, reply) {
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      // Answers by itself: that it were a promise would cost Fastify more.
      inbound.ingress.answer({ ...readRequest(request), body }).then((answer) => send(reply, answer));
    },
  });
}

function addAnswers(app: App, { inbound }: AppDeps): void {
  const schema = {
    ...shared,
    operationId: "answerHandshake",
    summary: "Answer a platform's handshake",
    description: "A challenge, or the question whether a subscription was asked for. Answered before anything else.",
  };
  app.get(PATH, { config: { access: "public" }, schema }, (request, reply) => {
    inbound.ingress.answer({ ...readRequest(request), body: Buffer.alloc(0) }).then((answer) => send(reply, answer));
  });
}

function readRequest(request: FastifyRequest) {
  const { method, url, raw, params } = request;
  const mark = url.indexOf("?");
  return {
    token: (params as { token: string }).token,
    method,
    query: mark === -1 ? "" : url.slice(mark + 1),
    headers: pairsOf(raw.rawHeaders),
    remoteAddress: raw.socket.remoteAddress,
  };
}

/** From the raw list: of some headers that came twice Node keeps the first, and says nothing. */
function pairsOf(rawHeaders: readonly string[]): [string, string][] {
  const pairs: [string, string][] = [];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) pairs.push([rawHeaders[i]!, rawHeaders[i + 1]!]);
  return pairs;
}

function send(reply: FastifyReply, { status, headers, body }: Answer): void {
  reply.code(status).headers(headers).send(body);
}
