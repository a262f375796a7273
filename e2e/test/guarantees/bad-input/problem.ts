import assert from "node:assert/strict";
import type { Answer } from "../../../harness/api.ts";

/** What is sent, and what the problem document must say of it. */
export interface Bad {
  name: string;
  method?: string;
  path?: string;
  body?: unknown;
  headers?: Record<string, string>;
  /** `null` sends no key at all. */
  key?: string | null;
  status: number;
  code: string;
  /** Where in the request; left out where no field is to blame. */
  at?: string;
  /** What the detail says of the way out. */
  way: RegExp;
}

export function assertProblem(answer: Answer, expected: Pick<Bad, "status" | "code" | "at" | "way">): void {
  const { status, headers, body } = answer;
  const shown = JSON.stringify(body);
  assert.equal(status, expected.status, shown);
  assert.match(String(headers["content-type"]), /^application\/problem\+json/);
  assert.equal(body.code, expected.code, shown);
  assert.equal(body.status, status);
  assert.ok(body.detail.length > 0 && body.title.length > 0, shown);
  const said = [body.detail, ...body.errors.map(({ message }: { message: string }) => message), headers.allow].join(
    " ",
  );
  assert.match(said, expected.way);
  if (expected.at === undefined) return;
  assert.equal(body.errors[0]?.path, expected.at, shown);
  assert.ok(body.detail.includes(expected.at.split("/").at(-1)!), `the detail names the field: ${body.detail}`);
}
