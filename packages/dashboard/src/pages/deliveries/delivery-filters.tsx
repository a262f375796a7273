import { useQuery } from "@tanstack/react-query";
import { useSite } from "../../api/site.ts";
import { webhookNamesQuery } from "../../api/webhook-names.ts";
import { ChoiceFilter } from "../../parts/filters/choice-filter.tsx";
import { FilterBar } from "../../parts/filters/filter-bar.tsx";
import { IdSearch } from "../../parts/filters/id-search.tsx";
import { TextFilter } from "../../parts/filters/text-filter.tsx";
import { TIME_NAMES, TimeFilter } from "../../parts/filters/time-filter.tsx";
import { nameOf } from "../../parts/webhook-name.tsx";
import { STATUSES } from "./filter.ts";

/** The search parameters that narrow the list. */
export const DELIVERY_FILTERS = ["status", "webhook", "type", ...TIME_NAMES] as const;

export function DeliveryFilters() {
  const { data: webhooks } = useQuery(webhookNamesQuery(useSite()));
  const choices = [...(webhooks?.values() ?? [])].map((webhook) => ({ value: webhook.id, label: nameOf(webhook) }));
  return (
    <FilterBar label="Filter deliveries" names={DELIVERY_FILTERS}>
      <ChoiceFilter name="status" label="Status" any="Any status" choices={STATUSES} w={130} />
      <ChoiceFilter name="webhook" label="Webhook" any="Any webhook" choices={choices} w={200} searchable />
      <TextFilter name="type" label="Event type" placeholder="comment.created" />
      <TimeFilter />
      <IdSearch />
    </FilterBar>
  );
}
