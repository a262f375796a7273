import { api, body } from "../../../../api/client.ts";
import type { useSite } from "../../../../api/site.ts";
import type { GroupDocument } from "../group/draft.ts";
import { addTo, type Trial } from "./trial.ts";

/** So many items at once: the hub shows no more changes than that. */
const PAGE = 100;

/** Asks a site's groups, as they would be, about the next past items, and adds that to what is known. Changes nothing. */
export async function tryOn(
  site: ReturnType<typeof useSite>,
  groups: readonly GroupDocument[],
  known: Trial,
): Promise<Trial> {
  const at = known.next === null ? {} : { cursor: known.next };
  const told = { rule_groups: groups as never, limit: PAGE, ...at };
  const page = await body(api.POST("/v1/rules/simulate", { params: { query: site }, body: told }));
  return addTo(known, { ...page, next: page.next_cursor });
}
