import { TagsInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useSite } from "../../../api/site.ts";
import { eventTypesQuery } from "../queries.ts";
import type { FieldsProps } from "./fields.ts";
import { patternsOf, settled } from "./patterns.ts";

/** Which events it gets: types that the site has described, families of them, or whatever is typed. */
export function EventsField({ draft, set, fault }: FieldsProps) {
  const { data: types = [] } = useQuery(eventTypesQuery(useSite()));
  return (
    <TagsInput
      label="Events"
      description="Types such as order.paid, families such as order.*, or * for all. Enter adds one."
      placeholder={draft.events.length === 0 ? "order.paid" : undefined}
      withAsterisk
      data={patternsOf(types)}
      value={[...draft.events]}
      error={fault("/events")}
      acceptValueOnBlur
      splitChars={[",", " "]}
      maxDropdownHeight={260}
      onChange={(events) => set({ events: settled(draft.events, events) })}
    />
  );
}
