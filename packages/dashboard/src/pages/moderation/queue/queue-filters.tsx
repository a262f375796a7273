import { ChoiceFilter } from "../../../parts/filters/choice-filter.tsx";
import { FilterBar } from "../../../parts/filters/filter-bar.tsx";
import { TextFilter } from "../../../parts/filters/text-filter.tsx";
import { AGES } from "./queue-search.ts";

export const QUEUE_FILTERS = ["platform", "claimed", "escalated", "age"] as const;

const ESCALATED = [
  { value: "yes", label: "Escalated" },
  { value: "no", label: "Not escalated" },
] as const;

export function QueueFilters() {
  return (
    <FilterBar label="Filter the queue" names={QUEUE_FILTERS}>
      <TextFilter name="platform" label="Platform" placeholder="twitter" w={120} />
      <ChoiceFilter
        name="claimed"
        label="Taken"
        any="By anybody"
        choices={[{ value: "mine", label: "By me" }]}
        w={130}
      />
      <ChoiceFilter name="escalated" label="Escalation" any="Any" choices={ESCALATED} w={130} />
      <ChoiceFilter name="age" label="Waiting" any="Any time" choices={AGES} w={130} />
    </FilterBar>
  );
}
