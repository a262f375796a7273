import { Button } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { useSite } from "../../api/site.ts";
import { useFilters } from "../../parts/filters/use-filters.ts";
import { LiveSwitch } from "../../parts/live/live-switch.tsx";
import { useLiveRows } from "../../parts/live/use-live-rows.ts";
import { useStream } from "../../parts/live/use-stream.ts";
import { PageTitle } from "../../parts/page-title.tsx";
import { RowList } from "../../parts/rows/row-list.tsx";
import { usePagedRows } from "../../parts/rows/use-paged-rows.ts";
import { DELIVERY_FILTERS, DeliveryFilters } from "./delivery-filters.tsx";
import { DELIVERY_LOOK } from "./delivery-look.tsx";
import { matches } from "./filter.ts";
import { NoDeliveries } from "./no-deliveries.tsx";
import { deliveryPages, idOfDelivery } from "./queries.ts";

/** Every delivery of the site, newest first, as they come. */
export function Deliveries() {
  const { values, set } = useFilters();
  const site = useSite();
  const filters = DELIVERY_FILTERS.map((name) => values[name]);
  const list = usePagedRows(() => deliveryPages(site, values), [site, filters]);
  const live = useLiveRows(list.rows, idOfDelivery);
  const isLive = values.live !== "off";
  const wish = { isOn: isLive, site, only: "delivery" } as const;
  const onDelivery = (delivery: Parameters<typeof matches>[0]) => {
    if (matches(delivery, values) || list.rows?.has(delivery.id)) live.take(delivery);
  };
  const state = useStream(
    { ...wish, webhookId: values.webhook, type: values.type },
    { onDelivery, onMissed: () => list.rows?.fallBehind() },
  );
  const isNarrowed = filters.some((value) => value !== undefined);

  return (
    <>
      <PageTitle title="Deliveries" text="One event owed to one webhook, with every attempt.">
        <LiveSwitch
          isOn={isLive}
          onSwitch={(isOn) => set({ live: isOn ? undefined : "off" })}
          state={state}
          live={live}
        />
        <Button size="xs" variant="default" leftSection={<IconRefresh size={14} />} onClick={list.restart}>
          Refresh
        </Button>
      </PageTitle>
      <DeliveryFilters />
      <RowList
        label="Deliveries, newest first"
        list={list}
        look={DELIVERY_LOOK}
        empty={<NoDeliveries isNarrowed={isNarrowed} />}
      />
    </>
  );
}
