import { queryOptions } from "@tanstack/react-query";
import { api, body, type Shape } from "../../api/client.ts";
import type { paths } from "../../api/schema.ts";
import type { useSite } from "../../api/site.ts";
import { readRange, toParameters } from "../../parts/filters/range.ts";
import type { FilterValues } from "../../parts/filters/use-filters.ts";
import type { PagedRowsOptions } from "../../parts/rows/paged-rows.ts";

type Site = ReturnType<typeof useSite>;
type ListQuery = NonNullable<paths["/v1/deliveries"]["get"]["parameters"]["query"]>;

export type Delivery = Shape<"Delivery">;
export type DeliveryDetail = Shape<"DeliveryDetail">;
export type Attempt = DeliveryDetail["log"][number];
export type AttemptRequest =
  paths["/v1/deliveries/{id}/request"]["get"]["responses"][200]["content"]["application/json"];

/** As in the glossary: what can become of a delivery. */
export const STATUSES = ["pending", "held", "cancelling", "success", "failed", "cancelled"] as const;

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

function toFilter({ status, webhook, type }: FilterValues): Pick<ListQuery, "status" | "webhook_id" | "event_type"> {
  const known = STATUSES.find((one) => one === status);
  return {
    ...(known !== undefined && { status: known }),
    ...(webhook !== undefined && { webhook_id: webhook }),
    ...(type !== undefined && { event_type: type }),
  };
}

/** Whether a delivery that comes in belongs into the list. */
export function matches({ status, webhook_id, event_type }: Delivery, values: FilterValues): boolean {
  if (values.to !== undefined && values.range === undefined) return false;
  if (values.status !== undefined && values.status !== status) return false;
  if (values.webhook !== undefined && values.webhook !== webhook_id) return false;
  return values.type === undefined || values.type === event_type;
}

export const deliveryQuery = (site: Site, id: string) =>
  queryOptions({
    queryKey: ["delivery", site, id],
    refetchInterval: ({ state }) => (state.data !== undefined && isOwed(state.data) ? OWED_MS : false),
    queryFn: () => body(api.GET("/v1/deliveries/{id}", { params: { path: { id }, query: site } })),
  });

export function isOwed({ status }: Pick<Delivery, "status">): boolean {
  return status === "pending" || status === "held" || status === "cancelling";
}

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
