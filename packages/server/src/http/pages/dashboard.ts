import { join } from "node:path";
import staticFiles from "@fastify/static";
import type { FastifyReply, FastifyRequest } from "fastify";
import { VERSION } from "../../version.ts";
import type { App } from "../app.ts";
import { PAGE_HEADERS } from "./headers.ts";
import { UNBUILT } from "./unbuilt.ts";

/** Answers what asks for a page. Null: it did not, or there is none at that path. */
export type AnswerPage = (request: FastifyRequest, reply: FastifyReply) => FastifyReply | null;

/** Below these nothing is a page: what is missing there is missing for a program. */
const NO_PAGES = /^\/(?:v1|in|docs|assets|moderate|job|moderation\/callbacks)(?:[/?]|$)/;
/** Named after its content by the build. A style sheet is trimmed after it was named, so it does not count. */
const NAMED_BY_CONTENT = /-[\w-]{8}\.(?!css)\w+(?:\.(?:br|gz))?$/;
const YEAR_S = 31_536_000;

/** What programs find at the root: where else to look. */
const ABOUT = { name: "tabellary", version: VERSION, docs: "/docs", openapi: "/openapi.json" };

export interface Dashboard {
  /** Adds the root and the files. */
  add(app: App): void;
  /** For paths that no route has. */
  answer: AnswerPage;
}

/**
 * The dashboard at `/`: one page for every path that is not the API's, which finds its way by itself. `folder` has the
 * built files; null where it was not built, and then the page says how to.
 */
export function createDashboard(folder: string | null): Dashboard {
  const sendPage = (reply: FastifyReply): FastifyReply => {
    reply.headers(PAGE_HEADERS).header("cache-control", "no-cache").header("vary", "accept, accept-encoding");
    if (folder === null) return reply.type("text/html; charset=utf-8").send(UNBUILT);
    return reply.sendFile("index.html", folder, { cacheControl: false });
  };

  return {
    add(app) {
      if (folder !== null) addFiles(app, folder);
      app.get("/", { schema: { hide: true } }, (request, reply) =>
        wantsPage(request) ? sendPage(reply) : reply.header("vary", "accept").send(ABOUT),
      );
    },
    answer(request, reply) {
      const isRead = request.method === "GET" || request.method === "HEAD";
      return isRead && wantsPage(request) && !NO_PAGES.test(request.url) ? sendPage(reply.code(200)) : null;
    },
  };
}

function addFiles(app: App, folder: string): void {
  app.register(staticFiles, { root: folder, serve: false, preCompressed: true });
  app.register(staticFiles, {
    root: join(folder, "assets"),
    prefix: "/assets/",
    decorateReply: false,
    preCompressed: true,
    index: false,
    cacheControl: false,
    setHeaders(reply, path) {
      const isForever = NAMED_BY_CONTENT.test(path);
      reply.headers(PAGE_HEADERS);
      reply.header("cache-control", isForever ? `public, max-age=${YEAR_S}, immutable` : "no-cache");
    },
  });
}

/** Browsers name HTML when they navigate; programs do not. */
function wantsPage({ headers }: FastifyRequest): boolean {
  return headers.accept?.includes("text/html") === true;
}
