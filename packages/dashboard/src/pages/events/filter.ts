import type { Shape } from "../../api/client.ts";
import type { FilterValues } from "../../parts/filters/use-filters.ts";

/** Whether an event that comes in belongs into the list. */
export function matches(event: Shape<"Event">, { type, external_id, range, to }: FilterValues): boolean {
  if (to !== undefined && range === undefined) return false;
  if (type !== undefined && type !== event.type) return false;
  return external_id === undefined || external_id === event.external_id;
}
