import { queryOptions } from "@tanstack/react-query";
import { api, body, type Shape } from "../../api/client.ts";
import type { paths } from "../../api/schema.ts";
import type { useSite } from "../../api/site.ts";
import { readRange, toParameters } from "../../parts/filters/range.ts";
import type { FilterValues } from "../../parts/filters/use-filters.ts";
import type { PagedRowsOptions } from "../../parts/rows/paged-rows.ts";
import { isOwed, toFilter } from "./filter.ts";

type Site = ReturnType<typeof useSite>;
type ListQuery = NonNullable<paths["/v1/deliveries"]["get"]["parameters"]["query"]>;

export type Delivery = Shape<"Delivery">;
export type DeliveryDetail = Shape<"DeliveryDetail">;
export type Attempt = DeliveryDetail["log"][number];
export type AttemptRequest =
  paths["/v1/deliveries/{id}/request"]["get"]["responses"][200]["content"]["application/json"];

const PAGE_LENGTH = 200;
/** A delivery that is owed is looked at so often. */
const OWED_MS = 2_000;

export const idOfDelivery = ({ id }: Delivery): string => id;

/** The list behind the filters of the address bar. What is "the last hour" is settled when the list begins. */
export function deliveryPages(site: Site, values: FilterValues): PagedRowsOptions<Delivery> {
  let filter: ListQuery | undefined;
  return {
    idOf: idOfDelivery,
    async read(cursor, signal) {
      filter ??= { ...site, ...toFilter(values), ...toParameters(readRange(values, Date.now())), limit: PAGE_LENGTH };
      const query = { ...filter, ...(cursor !== null && { cursor }) };
      const { deliveries, next_cursor } = await body(api.GET("/v1/deliveries", { params: { query }, signal }));
      return { rows: deliveries, next: next_cursor };
    },
  };
}

export const deliveryQuery = (site: Site, id: string) =>
  queryOptions({
    queryKey: ["delivery", site, id],
    refetchInterval: ({ state }) => (state.data !== undefined && isOwed(state.data) ? OWED_MS : false),
    queryFn: () => body(api.GET("/v1/deliveries/{id}", { params: { path: { id }, query: site } })),
  });

/** What one attempt sent; with 0, what the first will send. It never changes. */
export const requestQuery = (site: Site, id: string, attempt: number) =>
  queryOptions({
    queryKey: ["delivery-request", site, id, attempt],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: () => {
      const query = { ...site, ...(attempt > 0 && { attempt }) };
      return body(api.GET("/v1/deliveries/{id}/request", { params: { path: { id }, query } }));
    },
  });
