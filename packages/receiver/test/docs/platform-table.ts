/** The table of all platforms: what the code says, and what each page says by hand. */
import type { Platform } from "../../src/index.ts";
import { readPage, saidOf, table } from "./page.ts";
import { deadlineOf } from "./platform-facts.ts";

export const HAND = ["verified by", "handshake", "event id"] as const;

export function platformTable(platforms: readonly Platform[]): string {
  return table(
    ["platform", ...HAND, "normalised to", "act", "register", "poll", "deadline", "confirmed"],
    platforms.map((platform) => {
      const { name, title, status, answer, register, poll, act } = platform;
      const page = readPage(`platforms/${name}.md`);
      return [
        `[${title}](${name}.md)`,
        ...HAND.map((what) => saidOf(page, what)),
        familiesOf(platform),
        act === undefined ? "" : "yes",
        register === undefined ? "" : register.kind === "api" ? "API" : "by hand",
        poll === undefined ? "" : "yes",
        deadlineOf(answer),
        status === "confirmed" ? "yes" : "no",
      ];
    }),
  );
}

/** `comment.created`, `comment.updated` → `comment` created, updated. */
function familiesOf({ unified }: Platform): string {
  const families = Map.groupBy(unified, (type) => type.split(".")[0]!);
  if (families.size === 0) return "nothing";
  return [...families]
    .map(([family, types]) =>
      family === "moderation"
        ? "`moderation.action`"
        : `\`${family}\` ${types.map((type) => type.split(".")[1]).join(", ")}`,
    )
    .join("; ");
}
