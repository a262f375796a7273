/** The hub's HTTP API as a script would use it. */
import { setTimeout } from "node:timers/promises";
import { request } from "undici";
import { PATIENCE_MS } from "../../packages/server/test/promised.ts";

export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  // biome-ignore lint/suspicious/noExplicitAny: answers are JSON of many shapes, and each test asserts on its own
  body: any;
}

export class Api {
  readonly url: string;
  readonly key: string | null;
  /** Repeats what is refused because the store does not answer, as it is told to: it may be the machine that is slow. */
  readonly isPatient: boolean;

  constructor(url: string, key: string | null, isPatient = true) {
    this.url = url;
    this.key = key;
    this.isPatient = isPatient;
  }

  as(key: string | null): Api {
    return new Api(this.url, key, this.isPatient);
  }

  /** For tests of what the hub says without its store. */
  impatient(): Api {
    return new Api(this.url, this.key, false);
  }

  get(path: string): Promise<Answer> {
    return this.send("GET", path);
  }

  post(path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send("POST", path, body, headers);
  }

  put(path: string, body: unknown): Promise<Answer> {
    return this.send("PUT", path, body);
  }

  patch(path: string, body: unknown): Promise<Answer> {
    return this.send("PATCH", path, body);
  }

  delete(path: string): Promise<Answer> {
    return this.send("DELETE", path);
  }

  /** A string or bytes go out as they are; anything else as JSON. */
  async send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const end = performance.now() + PATIENCE_MS;
    for (;;) {
      const answer = await this.#sendOnce(method, path, body, headers);
      const isAway = path.startsWith("/v1/") && answer.status === 503 && answer.body?.code === "unavailable";
      if (!this.isPatient || !isAway || performance.now() > end) return answer;
      await setTimeout(1_000 * Number(answer.headers["retry-after"]));
    }
  }

  async #sendOnce(method: string, path: string, body: unknown, headers: Record<string, string>): Promise<Answer> {
    const isRaw = typeof body === "string" || body instanceof Uint8Array;
    const response = await request(`${this.url}${path}`, {
      method: method as "GET",
      headers: {
        ...(this.key === null ? {} : { authorization: `Bearer ${this.key}` }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      body: body === undefined ? null : isRaw ? body : JSON.stringify(body),
    });
    const text = await response.body.text();
    return { status: response.statusCode, headers: response.headers, body: parsed(text) };
  }

  /** The body of an answer that must be of this status. */
  async expect(status: number, answer: Promise<Answer>): Promise<Answer["body"]> {
    const { status: actual, body } = await answer;
    if (actual !== status) throw new Error(`expected ${status}, got ${actual}: ${JSON.stringify(body)}`);
    return body;
  }
}

function parsed(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
