import type { IncomingMessage, ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import type { TestContext } from "node:test";
import { type EvaluatorError, EvaluatorError as Failure } from "../../src/moderation/evaluators/evaluator.ts";
import { receive } from "../egress/receivers.ts";

/** A request as it came. */
export interface Asked {
  method: string;
  path: string;
  headers: IncomingMessage["headers"];
  body: string;
}

export interface Vendor {
  /** `http://127.0.0.1:<port>` */
  url: string;
  asked: Asked[];
}

/** A real HTTP server that stands for a vendor's API, and keeps what it was asked. */
export async function startVendor(
  t: TestContext,
  answer: (asked: Asked, response: ServerResponse) => void,
): Promise<Vendor> {
  const asked: Asked[] = [];
  const port = await receive(t, async (request, response) => {
    const body = (await buffer(request)).toString();
    const one = { method: request.method!, path: request.url!, headers: request.headers, body };
    asked.push(one);
    answer(one, response);
  });
  return { url: `http://127.0.0.1:${port}`, asked };
}

export function answerJson(response: ServerResponse, status: number, body: unknown, headers = {}): void {
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
}

/** What an evaluation fails with; fails the test when it does not. */
export async function failureOf(evaluation: Promise<unknown>): Promise<EvaluatorError> {
  try {
    await evaluation;
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error("it did not fail");
}
