/** Every reason for which a request is not taken, with its answer, from where the reasons are written down. */
import { readFileSync } from "node:fs";
import { answerRefusal, type Reason } from "../../src/index.ts";
import { table } from "./page.ts";

/** The two files whose unions are the reasons: of signatures, and of all else. */
const SOURCES = ["../../../contracts/src/verification.ts", "../../src/refusal.ts"];

export function refusalTable(): string {
  return table(
    ["reason", "answer", "what it means"],
    SOURCES.flatMap(reasonsIn).map(({ reason, meaning }) => {
      const { status, body, headers } = answerRefusal({ ok: false, reason, message: "" });
      const retry = "retry-after" in headers ? ", `Retry-After`" : "";
      return [`\`${reason}\``, `${status} \`${body}\`${retry}`, meaning];
    }),
  );
}

/** The members of `export type Reason`, each with the comment before it. */
function reasonsIn(path: string): { reason: Reason; meaning: string }[] {
  const source = readFileSync(new URL(path, import.meta.url), "utf8");
  const [, union = ""] = /export type Reason =(.*?);\n/s.exec(source) ?? [];
  const members = union.matchAll(/(?:\/\*\* (.*?) \*\/\s*)?\| "(\w+)"/gs);
  return [...members].map(([, meaning = "", reason]) => ({ reason: reason as Reason, meaning }));
}
