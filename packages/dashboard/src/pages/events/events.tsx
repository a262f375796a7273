import { Button } from "@mantine/core";
import { IconRefresh, IconSend } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useSite } from "../../api/site.ts";
import { useFilters } from "../../parts/filters/use-filters.ts";
import { keepSite } from "../../parts/keep-site.ts";
import { LiveSwitch } from "../../parts/live/live-switch.tsx";
import { useLiveRows } from "../../parts/live/use-live-rows.ts";
import { useStream } from "../../parts/live/use-stream.ts";
import { PageTitle } from "../../parts/page-title.tsx";
import { RowList } from "../../parts/rows/row-list.tsx";
import { usePagedRows } from "../../parts/rows/use-paged-rows.ts";
import { EVENT_FILTERS, EventFilters } from "./event-filters.tsx";
import { EVENT_LOOK } from "./event-look.tsx";
import { matches } from "./filter.ts";
import { NoEvents } from "./no-events.tsx";
import { type Event, eventPages, idOfEvent } from "./queries.ts";

/** Every event of the site, newest first, as they come. */
export function Events() {
  const { values, set } = useFilters();
  const site = useSite();
  const filters = EVENT_FILTERS.map((name) => values[name]);
  const list = usePagedRows(() => eventPages(site, values), [site, filters]);
  const live = useLiveRows(list.rows, idOfEvent);
  const isLive = values.live !== "off";
  const onEvent = (event: Event) => {
    if (matches(event, values)) live.take(event);
  };
  const state = useStream(
    { isOn: isLive, site, only: "event", type: values.type },
    { onEvent, onMissed: () => list.rows?.fallBehind() },
  );
  const isNarrowed = filters.some((value) => value !== undefined);

  return (
    <>
      <PageTitle title="Events" text="What happened, and whom it was told.">
        <LiveSwitch
          isOn={isLive}
          onSwitch={(isOn) => set({ live: isOn ? undefined : "off" })}
          state={state}
          live={live}
        />
        <Button size="xs" variant="default" leftSection={<IconRefresh size={14} />} onClick={list.restart}>
          Refresh
        </Button>
        <Button
          size="xs"
          leftSection={<IconSend size={14} />}
          renderRoot={(props) => <Link to="/events/send" search={keepSite()} {...props} />}
        >
          Send an event
        </Button>
      </PageTitle>
      <EventFilters />
      <RowList
        label="Events, newest first"
        list={list}
        look={EVENT_LOOK}
        empty={<NoEvents isNarrowed={isNarrowed} />}
      />
    </>
  );
}
