/** What the code of a platform says of itself, as the second half of its page. */
import type { AnswerRule, CredentialField, Platform } from "../../src/index.ts";
import { decisionsOf } from "./decisions.ts";
import { table } from "./page.ts";

const DAY_MS = 86_400_000;

export async function platformFacts(platform: Platform): Promise<string> {
  const { credentials, facts, register, redeliver, poll, act } = platform;
  const parts = [
    "## In short",
    inShort(platform),
    "## Credentials",
    "To receive, by these names (a secret by itself is the first):",
    credentialTable(credentials),
  ];
  if (register !== undefined) parts.push("## Registering", ...registering(register));
  if (redeliver !== undefined) {
    parts.push(
      "## Asking for what was missed",
      `What was delivered in the last ${redeliver.keptMs / DAY_MS} days is listed, and sent again when asked for: \`findPlatform("${platform.name}").redeliver\`. Beside what receiving needs:`,
      credentialTable(redeliver.credentials),
    );
  }
  if (poll !== undefined) {
    parts.push(
      "## Polling",
      `Asks for: ${poll.subjects.map(code).join(", ")}. Every ${seconds(poll.intervalMs)} is polite.`,
    );
    if (poll.credentials !== undefined) parts.push(credentialTable(poll.credentials));
  }
  parts.push("## Acting");
  if (act === undefined) parts.push(`${platform.title} has no call that moderates a comment: \`unsupported\`.`);
  else {
    parts.push(
      table(["decision", "what becomes of it"], await decisionsOf(platform)),
      credentialTable(act.credentials),
    );
    parts.push(`Limits: ${act.rateLimit}`);
  }
  parts.push("## Not confirmed", list(facts.unconfirmed, "Nothing that the code relies on is unconfirmed."));
  parts.push("## Sources", list(facts.sources.map(linked), ""));
  return parts.join("\n\n");
}

function inShort({ name, aliases, status, answer, unified }: Platform): string {
  const paths = [name, ...aliases].map((one) => code(`/webhook/${one}`)).join(", ");
  const types = unified.map(code).join(", ");
  return table(
    ["", ""],
    [
      ["status", status],
      ["served at", paths],
      ["waits for an answer", deadlineOf(answer)],
      ["counts as taken", successOf(answer)],
      [
        "is answered",
        code(answer.taken === undefined ? '200 {"status":"ok"}' : `${answer.taken.status} ${answer.taken.body}`.trim()),
      ],
      ["tries again", answer.retries],
      [
        "unified events",
        types === "" ? `none; all are ${code(`${name}.<name>`)}` : `${types}; all else is ${code(`${name}.<name>`)}`,
      ],
    ],
  );
}

function registering(register: NonNullable<Platform["register"]>): string[] {
  if (register.kind === "portal") return [`There is no API for it. ${register.portal}`];
  const words =
    "By API: `registerWebhook`, `listWebhooks`, `deleteWebhook`. Beside what receiving needs, as `credentials`:";
  const made = register.makesSecret ? ["The secret that signs is made by the platform, and in the answer."] : [];
  return [words, credentialTable(register.credentials ?? []), ...made];
}

function credentialTable(fields: readonly CredentialField[]): string {
  return table(
    ["name", "needed", "secret", "what it is"],
    fields.map(({ name, isRequired, isSecret, description }) => [
      code(name),
      isRequired ? "yes" : "",
      isSecret ? "yes" : "",
      description,
    ]),
  );
}

export function deadlineOf({ deadlineMs }: AnswerRule): string {
  return deadlineMs === null ? "not published" : seconds(deadlineMs);
}

function successOf({ success }: AnswerRule): string {
  return success === "2xx" ? "any 2xx" : success.join(", ");
}

function seconds(ms: number): string {
  return ms % 60_000 === 0 ? `${ms / 60_000} min` : `${ms / 1000} s`;
}

function list(lines: readonly string[], none: string): string {
  return lines.length === 0 ? none : lines.map((line) => `- ${line}`).join("\n");
}

function linked(source: string): string {
  return source.replace(/^https:\/\/[^\s,]+/, "<$&>");
}

export function code(text: string): string {
  return `\`${text}\``;
}
