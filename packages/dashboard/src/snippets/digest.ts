import type { DigestForm, SignatureForm, SignedPart } from "@tabellary/contracts";

/** How far a time of a header may be off, counted in the unit that the header has. */
export interface TimeRule {
  unit: "s" | "ms";
  tolerance: number;
}

/** The time that is checked, or undefined where a format has none. */
export function timeRuleOf(form: SignatureForm): TimeRule | undefined {
  switch (form.kind) {
    case "none":
      return undefined;
    case "digest": {
      if (form.timestamp === undefined) return undefined;
      const { unit, toleranceSeconds } = form.timestamp;
      return { unit, tolerance: Math.floor(unit === "s" ? toleranceSeconds : toleranceSeconds * 1000) };
    }
    default:
      return { unit: "s", tolerance: form.toleranceSeconds };
  }
}

/** The one digest in a header, alone or beside Standard Webhooks. */
export function digestOf(form: SignatureForm): DigestForm | undefined {
  if (form.kind === "digest-and-standard") return form.digest;
  return form.kind === "digest" ? form : undefined;
}

/** Whether the id stands in what is signed; else nobody needs to read it for that. */
export function signsId({ before, after }: DigestForm): boolean {
  return before.includes("id") || after.includes("id");
}

/** What is signed, piece by piece, in the words of a language: `literal` for text, variables for the others. */
export function signedPieces(
  { before, after }: DigestForm,
  words: { literal: (text: string) => string; id: string; timestamp: string; body: string },
): string[] {
  const word = (part: SignedPart) => (typeof part === "string" ? words[part] : words.literal(part.text));
  return [...before.map(word), words.body, ...after.map(word)];
}
