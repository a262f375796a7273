import type { CataloguedSource } from "./catalogued-source.ts";

/** Shorter values would be found in words that have nothing to do with them. */
const SECRET_LENGTH_MIN = 6;
const TEXT_LENGTH_MAX = 500;

/** What a platform said, fit for a log and for notes: cut short, and without the source's secrets should it repeat them. */
export function withoutSecrets(
  text: string,
  { secrets, hidden }: Pick<CataloguedSource, "secrets" | "hidden">,
): string {
  const values = [secrets.token, secrets.previousToken ?? "", ...hidden]
    .filter((value) => value.length >= SECRET_LENGTH_MIN)
    // The longer first: one may hold another.
    .sort((a, b) => b.length - a.length);
  const ended = values.reduce(withoutBeginning, text);
  const clean = values.reduce((clear, value) => clear.replaceAll(value, "(secret)"), ended);
  return clean.length <= TEXT_LENGTH_MAX ? clean : `${clean.slice(0, TEXT_LENGTH_MAX)}…`;
}

/**
 * Who cut the text short may have done so in the middle of a secret. The longest beginning counts, all of it first: one
 * that repeats itself ends as it begins.
 */
function withoutBeginning(text: string, secret: string): string {
  for (let length = Math.min(secret.length, text.length); length >= SECRET_LENGTH_MIN; length--) {
    if (text.endsWith(secret.slice(0, length))) return `${text.slice(0, -length)}(secret)`;
  }
  return text;
}
