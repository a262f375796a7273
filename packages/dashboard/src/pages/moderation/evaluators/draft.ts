import type { Shape } from "../../../api/client.ts";
import { nextKey } from "../drafts/next-key.ts";
import { type Threshold, thresholdsOf, toThresholds } from "../drafts/threshold.ts";
import { type Kind, OPTIONS } from "./kinds.ts";

/** An evaluator while it is edited. */
export interface DraftEvaluator {
  /** Of this draft alone. */
  key: number;
  /** It was added here, and is not saved yet. */
  isNew: boolean;
  name: string;
  kind: Kind;
  active: boolean;
  advisory: boolean;
  /** What its kind takes, as it is typed. */
  options: Readonly<Record<string, unknown>>;
  /** Credentials that are typed anew; those that are not stay as they were. */
  secrets: Readonly<Record<string, string>>;
  /** Names of those that the hub has. */
  credentials: readonly string[];
}

/** A list of words, with its texts as they are typed: one a line. */
export interface DraftList {
  key: number;
  label: string;
  severity: string;
  words: string;
  patterns: string;
  except: string;
}

export interface Draft {
  evaluators: readonly DraftEvaluator[];
  thresholds: readonly Threshold[];
}

export function newList(): DraftList {
  return { key: nextKey(), label: "", severity: "medium", words: "", patterns: "", except: "" };
}

export function newEvaluator(kind: Kind, taken: readonly string[]): DraftEvaluator {
  const name = [kind, ...Array.from({ length: 10 }, (_, index) => `${kind}-${index + 2}`)].find(
    (one) => !taken.includes(one),
  );
  const options = Object.fromEntries(OPTIONS[kind].map(({ name: option, type }) => [option, EMPTY[type]]));
  const facts = { name: name ?? kind, kind, active: true, advisory: false };
  return { key: nextKey(), isNew: true, ...facts, options, secrets: {}, credentials: [] };
}

const EMPTY = { text: "", number: "", switch: true, parts: ["text"], lists: [], pictures: "", secret: "", headers: "" };

/** Of what the hub says. */
export function toDraft({ evaluators, thresholds }: Shape<"Moderation">): Draft {
  return {
    evaluators: evaluators.map(({ name, kind, active, advisory, credentials, ...rest }) => {
      const given = rest as Readonly<Record<string, unknown>>;
      const options = Object.fromEntries(
        OPTIONS[kind].map(({ name: option, type }) => [option, typed(type, given[option])]),
      );
      return { key: nextKey(), isNew: false, name, kind, active, advisory, options, secrets: {}, credentials };
    }),
    thresholds: toThresholds(thresholds),
  };
}

interface GivenList {
  label: string;
  severity: string;
  words?: readonly string[];
  patterns?: readonly string[];
  except?: readonly string[];
}

interface GivenPicture {
  hash: string;
  label: string;
  severity: string;
  name?: string | null;
}

function typed(type: keyof typeof EMPTY, value: unknown): unknown {
  if (value === undefined || value === null) return EMPTY[type];
  switch (type) {
    case "number":
      return String(value);
    case "lists":
      return (value as GivenList[]).map(({ label, severity, words = [], patterns = [], except = [] }): DraftList => {
        const texts = { words: words.join("\n"), patterns: patterns.join("\n"), except: except.join("\n") };
        return { key: nextKey(), label, severity, ...texts };
      });
    case "pictures":
      return (value as GivenPicture[])
        .map(({ hash, label, severity, name }) => [hash, label, severity, name ?? ""].join(" ").trim())
        .join("\n");
    default:
      return value;
  }
}

/** What is written, over settings that somebody else has saved: which credentials the hub has, it says anew. */
export function withCredentialsOf(draft: Draft, { evaluators }: Shape<"Moderation">): Draft {
  const credentialsOf = ({ name, kind }: DraftEvaluator) =>
    evaluators.find((one) => one.name === name.trim() && one.kind === kind)?.credentials ?? [];
  return { ...draft, evaluators: draft.evaluators.map((one) => ({ ...one, credentials: credentialsOf(one) })) };
}

/** As the API takes it: the whole of it. */
export function toDocument({ evaluators, thresholds }: Draft): {
  evaluators: object[];
  thresholds: Record<string, number>;
} {
  return {
    evaluators: evaluators.map(({ name, kind, active, advisory, options, secrets }) => {
      const told = OPTIONS[kind].flatMap(({ name: option, type }) => {
        const value = untyped(type, type === "secret" || type === "headers" ? secrets[option] : options[option]);
        return value === undefined ? [] : [[option, value]];
      });
      return { name: name.trim(), kind, active, advisory, ...Object.fromEntries(told) };
    }),
    thresholds: thresholdsOf(thresholds),
  };
}

/** Undefined: left out, and as it is where nothing is said. */
function untyped(type: keyof typeof EMPTY, value: unknown): unknown {
  switch (type) {
    case "text":
    case "secret":
      return value === undefined || value === "" ? undefined : value;
    case "number":
      return value === "" ? undefined : Number(value);
    case "headers":
      return readHeaders((value as string | undefined) ?? "");
    case "lists":
      return (value as DraftList[]).map(({ label, severity, words, patterns, except }) => {
        return { label, severity, words: linesOf(words), patterns: linesOf(patterns), except: linesOf(except) };
      });
    case "pictures":
      return linesOf(value as string).map(readPicture);
    default:
      return value;
  }
}

function readPicture(line: string): object {
  const [hash = "", label = "", severity = "", ...name] = line.split(/\s+/);
  return { hash, label, severity, ...(name.length > 0 && { name: name.join(" ") }) };
}

/** `Name: value` a line. Without any line those that the hub has stay. */
function readHeaders(text: string): Record<string, string> | undefined {
  const lines = linesOf(text);
  if (lines.length === 0) return undefined;
  return Object.fromEntries(
    lines.map((line) => {
      const at = line.indexOf(":");
      return at === -1 ? [line, ""] : [line.slice(0, at).trim(), line.slice(at + 1).trim()];
    }),
  );
}

/** What is on its lines; those with nothing on them do not count. */
function linesOf(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

/** The line, from 1 on, on which the text of that index stands. */
export function lineOf(text: string, index: number): number {
  let left = index;
  const lines = text.split("\n");
  for (const [at, line] of lines.entries()) {
    if (line.trim() === "") continue;
    if (left === 0) return at + 1;
    left -= 1;
  }
  return lines.length;
}
