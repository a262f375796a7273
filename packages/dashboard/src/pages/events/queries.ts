import { queryOptions } from "@tanstack/react-query";
import { api, body, type Shape } from "../../api/client.ts";
import type { paths } from "../../api/schema.ts";
import type { useSite } from "../../api/site.ts";
import { readRange, toParameters } from "../../parts/filters/range.ts";
import type { FilterValues } from "../../parts/filters/use-filters.ts";
import type { PagedRowsOptions } from "../../parts/rows/paged-rows.ts";

type Site = ReturnType<typeof useSite>;
type ListQuery = NonNullable<paths["/v1/events"]["get"]["parameters"]["query"]>;

export type Event = Shape<"Event">;
export type EventDetail = Shape<"EventDetail">;

const PAGE_LENGTH = 200;
/** An event whose deliveries have not all ended is looked at so often. */
const OWED_MS = 2_000;
const OWED = new Set(["pending", "held", "cancelling"]);

export const idOfEvent = ({ id }: Event): string => id;

/** The list behind the filters of the address bar. What is "the last hour" is settled when the list begins. */
export function eventPages(site: Site, values: FilterValues): PagedRowsOptions<Event> {
  const { type, external_id } = values;
  let filter: ListQuery | undefined;
  return {
    idOf: idOfEvent,
    async read(cursor, signal) {
      const range = toParameters(readRange(values, Date.now()));
      filter ??= { ...site, ...range, ...(type && { type }), ...(external_id && { external_id }), limit: PAGE_LENGTH };
      const query = { ...filter, ...(cursor !== null && { cursor }) };
      const { events, next_cursor } = await body(api.GET("/v1/events", { params: { query }, signal }));
      return { rows: events, next: next_cursor };
    },
  };
}

export const eventQuery = (site: Site, id: string) =>
  queryOptions({
    queryKey: ["event", site, id],
    refetchInterval: ({ state }) => {
      const isUnderWay = state.data?.deliveries?.some(({ status }) => OWED.has(status)) === true;
      return isUnderWay ? OWED_MS : false;
    },
    queryFn: () => body(api.GET("/v1/events/{id}", { params: { path: { id }, query: site } })),
  });

/** The names of registered types, for suggestions: the newest two hundred. */
export const eventTypeNamesQuery = (site: Site) =>
  queryOptions({
    queryKey: ["event-types", site, "names"],
    staleTime: 30_000,
    queryFn: async () => {
      const { event_types } = await body(api.GET("/v1/event-types", { params: { query: { ...site, limit: 200 } } }));
      return event_types.map(({ name }) => name);
    },
  });
