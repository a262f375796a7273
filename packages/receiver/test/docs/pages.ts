import { platforms } from "../../src/index.ts";
import { readPage, withMade } from "./page.ts";
import { platformFacts } from "./platform-facts.ts";
import { platformTable } from "./platform-table.ts";
import { refusalTable } from "./refusal-table.ts";

/** Every page that holds facts of the code, as it ought to be, by its path below docs/receiver. */
export async function makePages(): Promise<Map<string, string>> {
  const pages = new Map<string, string>();
  const make = (path: string, made: string) => pages.set(path, withMade(readPage(path), made));
  for (const platform of platforms) make(`platforms/${platform.name}.md`, await platformFacts(platform));
  make("platforms/README.md", platformTable(platforms));
  make("README.md", refusalTable());
  return pages;
}
