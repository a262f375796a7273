import type { SourceConfig } from "../model/source.ts";
import type { Catalogue } from "./catalogue.ts";
import type { CataloguedSource } from "./catalogued-source.ts";
import { INCOMING_LANE } from "./inner-webhook.ts";

/** The number of the hidden webhook that is owed what a source's owner wants judged; null: nothing is. */
export async function moderatorOf(
  catalogue: Pick<Catalogue, "now" | "ensureInner">,
  { siteNo, config }: CataloguedSource,
): Promise<number | null> {
  if ((config.moderate ?? []).length === 0) return null;
  const known = catalogue.now.inner(siteNo, "judge", INCOMING_LANE);
  return (known ?? (await catalogue.ensureInner(siteNo, "judge", INCOMING_LANE))).no;
}

/** What is made, changed or deleted of content that is moderated. */
export function isModerated({ moderate = [] }: Pick<SourceConfig, "moderate">, type: string): boolean {
  return OF_CONTENT.test(type) && moderate.includes(type.replace(OF_CONTENT, "$1.created"));
}

const OF_CONTENT = /^(comment|post)\.(?:created|updated|deleted)$/;
