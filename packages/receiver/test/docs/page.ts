/** A page whose words are written by hand, and whose facts, between two marks, are made from the code. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";

const root = new URL("../../../../docs/receiver/", import.meta.url);

export function readPage(path: string): string {
  return readFileSync(new URL(path, root), "utf8");
}

export function writePage(path: string, text: string): void {
  writeFileSync(new URL(path, root), text);
}

export function listPages(folder: string): string[] {
  return readdirSync(new URL(folder, root)).filter((name) => name.endsWith(".md"));
}

const BEGIN = "<!-- made from the code by packages/receiver/test/docs/write.ts -->";
const END = "<!-- end of what is made -->";

/** The page with `made` between the marks. @throws when it has not exactly one pair of them */
export function withMade(page: string, made: string): string {
  const [before, rest, ...more] = page.split(BEGIN);
  const [, after, ...others] = rest?.split(END) ?? [];
  if (after === undefined || more.length > 0 || others.length > 0)
    throw new Error(`The page needs "${BEGIN}", "${END}"`);
  return `${before}${BEGIN}\n\n${made.trim()}\n\n${END}${after}`;
}

/** A row of Markdown's table. A bar inside a cell would end it. */
export function row(...cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll("\n", " ")).join(" | ")} |`;
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [row(...head), row(...head.map(() => "---")), ...rows.map((cells) => row(...cells))].join("\n");
}

/** What a page says by hand of `name`, in its table without a head. @throws when it does not */
export function saidOf(page: string, name: string): string {
  const found = page.split("\n").find((line) => line.startsWith(`| ${name} | `));
  if (found === undefined) throw new Error(`The page has no row "| ${name} | … |".`);
  return found.slice(`| ${name} | `.length, -" |".length);
}
