import { ChoiceFilter } from "../../parts/filters/choice-filter.tsx";
import { FilterBar } from "../../parts/filters/filter-bar.tsx";
import { IdSearch } from "../../parts/filters/id-search.tsx";
import { TextFilter } from "../../parts/filters/text-filter.tsx";
import { TIME_NAMES, TimeFilter } from "../../parts/filters/time-filter.tsx";
import { STATUSES } from "./filter.ts";
import { WebhookFilter } from "./webhook-filter.tsx";

/** The search parameters that narrow the list. */
export const DELIVERY_FILTERS = ["status", "webhook", "type", ...TIME_NAMES] as const;

export function DeliveryFilters() {
  return (
    <FilterBar label="Filter deliveries" names={DELIVERY_FILTERS}>
      <ChoiceFilter name="status" label="Status" any="Any status" choices={STATUSES} w={130} />
      <WebhookFilter />
      <TextFilter name="type" label="Event type" placeholder="comment.created" />
      <TimeFilter />
      <IdSearch />
    </FilterBar>
  );
}
