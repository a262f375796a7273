/** A platform as its documents describe it: the paths it has, whom it answers, how it pages, refuses and sends. */
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import type { Internet } from "./internet.ts";

export interface Platform {
  /** The names it is reached by. */
  readonly hosts: readonly string[];
  answer(asked: Asked): Told | Promise<Told>;
  /** For one that sends by itself. */
  join?(internet: Internet): void;
}

/** A request at a platform. */
export interface Asked {
  method: string;
  host: string;
  path: string;
  query: URLSearchParams;
  /** The path with its query. */
  line: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** Its answer: JSON, text, or a file. */
export interface Told {
  status?: number;
  headers?: Record<string, string>;
  json?: unknown;
  text?: string;
  /** In place of either. */
  bytes?: Buffer;
}

export async function readAsked(request: IncomingMessage): Promise<Asked> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const host = (request.headers.host ?? "").replace(/:\d+$/, "");
  const url = new URL(request.url ?? "/", `https://${host}`);
  return {
    method: request.method ?? "GET",
    host,
    path: url.pathname,
    query: url.searchParams,
    line: url.pathname + url.search,
    headers: request.headers,
    body: Buffer.concat(chunks).toString("utf8"),
  };
}

export function tell(response: ServerResponse, { status = 200, headers = {}, json, text, bytes }: Told): void {
  const body = json === undefined ? (bytes ?? text ?? "") : writeJson(json);
  const type = json === undefined ? {} : { "content-type": "application/json; charset=utf-8" };
  response.writeHead(status, { ...type, ...headers }).end(body);
}

/** As JSON, a bigint as a number of all its digits. */
function writeJson(value: unknown): string {
  const text = JSON.stringify(value, (_, one) => (typeof one === "bigint" ? `bigint ${one}` : one));
  return text.replaceAll(/"bigint (\d+)"/g, "$1");
}

/** The token of `Authorization: Bearer …`. */
export function bearerOf({ headers }: Pick<Asked, "headers">): string | undefined {
  return /^Bearer (.+)$/.exec(headers.authorization ?? "")?.[1];
}

/** What a platform answers to the next requests instead of what it would: trouble that a test wants. */
export class Troubles {
  readonly #next: Told[] = [];

  add(...told: readonly Told[]): void {
    this.#next.push(...told);
  }

  take(): Told | undefined {
    return this.#next.shift();
  }
}
