import { Button } from "@mantine/core";
import { useSite } from "../../../api/site.ts";
import type { Webhook } from "../../../api/webhooks.ts";
import { Empty } from "../../../parts/empty.tsx";
import { ChoiceFilter } from "../../../parts/filters/choice-filter.tsx";
import { FilterBar } from "../../../parts/filters/filter-bar.tsx";
import { TextFilter } from "../../../parts/filters/text-filter.tsx";
import { useFilters } from "../../../parts/filters/use-filters.ts";
import { useLiveRows } from "../../../parts/live/use-live-rows.ts";
import { useStream } from "../../../parts/live/use-stream.ts";
import { RowList } from "../../../parts/rows/row-list.tsx";
import { usePagedRows } from "../../../parts/rows/use-paged-rows.ts";
import { OWN_DELIVERY_LOOK } from "../../deliveries/delivery-look.tsx";
import { matches, STATUSES } from "../../deliveries/filter.ts";
import { type Delivery, deliveryPages, idOfDelivery } from "../../deliveries/queries.ts";

const NAMES = ["status", "type"] as const;

/** What this webhook was sent, newest first, as it comes. */
export function Log({ webhook: { id }, onTest }: { webhook: Webhook; onTest: () => void }) {
  const { values } = useFilters();
  const site = useSite();
  const { status, type } = values;
  const filter = { webhook: id, ...(status !== undefined && { status }), ...(type !== undefined && { type }) };
  const list = usePagedRows(() => deliveryPages(site, filter), [site, filter]);
  const live = useLiveRows(list.rows, idOfDelivery);
  const onDelivery = (delivery: Delivery) => {
    if (matches(delivery, filter) || list.rows?.has(delivery.id)) live.take(delivery);
  };
  useStream(
    { isOn: true, site, only: "delivery", webhookId: id, type },
    { onDelivery, onMissed: () => list.rows?.fallBehind() },
  );
  const isNarrowed = status !== undefined || type !== undefined;
  return (
    <>
      <FilterBar label="Filter the log" names={NAMES}>
        <ChoiceFilter name="status" label="Status" any="Any status" choices={STATUSES} w={130} />
        <TextFilter name="type" label="Event type" placeholder="comment.created" />
      </FilterBar>
      <RowList
        label="Deliveries of this webhook, newest first"
        list={list}
        look={OWN_DELIVERY_LOOK}
        empty={
          isNarrowed ? (
            <Empty title="No delivery matches" text="Clear the filter to see all that this webhook was sent." />
          ) : (
            <Empty title="It was sent nothing yet" text="Send it a test: the answer is shown here at once.">
              <Button variant="light" onClick={onTest}>
                Send a test now
              </Button>
            </Empty>
          )
        }
      />
    </>
  );
}
