import { FilterBar } from "../../parts/filters/filter-bar.tsx";
import { IdSearch } from "../../parts/filters/id-search.tsx";
import { TextFilter } from "../../parts/filters/text-filter.tsx";
import { TIME_NAMES, TimeFilter } from "../../parts/filters/time-filter.tsx";

/** The search parameters that narrow the list. */
export const EVENT_FILTERS = ["type", "external_id", ...TIME_NAMES] as const;

export function EventFilters() {
  return (
    <FilterBar label="Filter events" names={EVENT_FILTERS}>
      <TextFilter name="type" label="Event type" placeholder="comment.created" />
      <TextFilter name="external_id" label="External id" placeholder="your own id" />
      <TimeFilter />
      <IdSearch />
    </FilterBar>
  );
}
