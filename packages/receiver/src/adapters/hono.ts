import type { WebhookHandler } from "../handler.ts";
import { tooLarge } from "../pipeline/receive.ts";
import type { Refusal } from "../refusal.ts";
import { alreadyParsed } from "./body.ts";
import { type AdapterOptions, answerFetch, readFetchBody } from "./fetch.ts";

/** What of Hono's `Context` is read. Hono 4. */
export interface HonoContext {
  req: {
    raw: Request;
    /** What `c.req.text()` and the like gave earlier, by their names; promises, whatever their types say. */
    bodyCache: object;
  };
}

export interface HonoOptions<Context extends HonoContext> extends AdapterOptions {
  /**
   * The sender's address, for `allowedIps` and `rateLimit`: `(c) => getConnInfo(c).remote.address`. What it throws goes
   * to `onError`, and the address is then not known, which no `allowedIps` lets through.
   */
  addressOf?: (context: Context) => string | undefined;
}

/**
 * `app.all("/webhook/*", toHono(handler))`. Where a middleware has called `c.req.json()`, `text()` or `arrayBuffer()`,
 * what Hono kept is used: it has the bytes. `c.req.formData()` and `c.req.raw.json()` keep none.
 */
export function toHono<Context extends HonoContext = HonoContext>(
  handler: WebhookHandler,
  { platform, addressOf }: HonoOptions<Context> = {},
): (context: Context) => Promise<Response> {
  return (context) => {
    const { raw, bodyCache } = context.req;
    const readBody = (bytesMax: number) => readHonoBody(raw, bodyCache, bytesMax);
    return answerFetch(handler, raw, { platform, addressOf: () => addressOf?.(context), readBody });
  };
}

const WAY_OUT =
  "mount toHono before whatever reads the body, or read it there with c.req.text() or c.req.arrayBuffer(), which Hono keeps.";

async function readHonoBody(
  request: Request,
  { arrayBuffer, blob, text }: { arrayBuffer?: unknown; blob?: unknown; text?: unknown },
  bytesMax: number,
): Promise<Uint8Array | string | Refusal> {
  const kept: unknown = await (arrayBuffer ?? blob ?? text);
  if (kept === undefined) return readFetchBody(request, bytesMax, WAY_OUT);
  // The empty one cannot be told from a body that a `Response` makes of nothing, and is right either way.
  const bytes = new Uint8Array(await new Response(kept as ConstructorParameters<typeof Response>[0]).arrayBuffer());
  if (bytes.length > bytesMax) return tooLarge(bytesMax);
  // Text has lost a byte order mark, and whatever was not UTF-8.
  const isWhole = typeof kept !== "string" || [null, `${bytes.length}`].includes(request.headers.get("content-length"));
  return isWhole ? bytes : alreadyParsed("A middleware has read this body as text that it was not.", WAY_OUT);
}
