/** Where the world ends: a platform's API, as far as its documents say how it answers. Keeps what it was asked. */
import type { FetchLike } from "../src/index.ts";

export interface Asked {
  method: string;
  url: URL;
  headers: Headers;
  /** As it was sent: JSON or a form. */
  body: string;
}

export interface FakeApi {
  fetch: FetchLike;
  asked: Asked[];
}

/** `answer` is called with each request. Requests are seen as the network would see them, redirects refused. */
export function fakeApi(answer: (asked: Asked) => Response | Promise<Response>): FakeApi {
  const asked: Asked[] = [];
  return {
    asked,
    async fetch(url, init) {
      const request = new Request(url, init);
      const one = { method: request.method, url: new URL(url), headers: request.headers, body: await request.text() };
      asked.push(one);
      return answer(one);
    },
  };
}

export function json(body: unknown, { status = 200, headers = {} } = {}): Response {
  return Response.json(body, { status, headers });
}

/** The path with its query, as a document writes a request. */
export function lineOf({ method, url }: Asked): string {
  return `${method} ${url.pathname}${url.search}`;
}
