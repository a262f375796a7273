import type { DigestForm, SignatureForm } from "@tabellary/contracts";
import { type TimeRule, timeRuleOf } from "./digest.ts";

/** How a language says what a receiver checks: each a function of its own. */
export interface CheckWords {
  /** One digest in a header. `isBoth`: Standard Webhooks is asked as well. */
  digest(form: DigestForm, isBoth: boolean): string;
  /** Standard Webhooks. `isBoth`: asked beside a digest, under another name than where it is all. */
  standard(isBoth: boolean): string;
  /** What makes its key of a secret; undefined where that stands elsewhere. */
  standardKey: string | undefined;
  stripe(header: string): string;
  recent(rule: TimeRule): string;
}

/** What a format's receiver checks, and then what those checks call. Empty where nothing is signed. */
export function checksOf(form: SignatureForm, words: CheckWords): (string | undefined)[] {
  const rule = timeRuleOf(form);
  const time = rule && words.recent(rule);
  switch (form.kind) {
    case "none":
      return [];
    case "digest":
      return [words.digest(form, false), time];
    case "digest-and-standard":
      return [words.digest(form.digest, true), words.standard(true), words.standardKey, time];
    case "standard":
      return [words.standard(false), words.standardKey, time];
    case "stripe":
      return [words.stripe(form.header), time];
  }
}
