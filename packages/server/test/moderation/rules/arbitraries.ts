import fc from "fast-check";
import { label, match } from "../items.ts";

const labels = fc.constantFrom("hate", "spam", "nsfw");

export const manyFindings = fc.array(
  fc.oneof(
    fc.tuple(labels, fc.double({ min: 0, max: 1, noNaN: true })).map(([name, confidence]) => label(name, confidence)),
    fc.tuple(labels, fc.constantFrom("low" as const, "high" as const)).map(([name, grave]) => match(name, grave)),
  ),
  { maxLength: 4 },
);

const leaves = fc.oneof(
  fc.tuple(fc.constantFrom("any", "all"), labels).map(([of, name]): object => {
    return { path: "findings", [of]: { path: "label", equals: name } };
  }),
  fc.boolean().map((exists): object => ({ path: "findings.0", exists })),
  fc.boolean().map((exists): object => ({ path: "findings", exists })),
  fc.constant<object>({ path: "findings", equals: [] }),
  fc.constant<object>({ path: "author.id", equals: "a1" }),
  fc.constant<object>({ path: "text", exists: false }),
);

/** Conditions as they are written, most of them on findings. */
export const conditionsOnFindings = fc.letrec<{ one: object }>((tie) => ({
  one: fc.oneof(
    { depthSize: "small", maxDepth: 3 },
    leaves,
    tie("one").map((not) => ({ not })),
    fc
      .tuple(fc.constantFrom("all", "any"), fc.array(tie("one"), { minLength: 1, maxLength: 3 }))
      .map(([kind, list]) => ({ [kind]: list })),
  ),
})).one;
