import type { Shape } from "../../api/client.ts";
import type { paths } from "../../api/schema.ts";
import type { FilterValues } from "../../parts/filters/use-filters.ts";

type ListQuery = NonNullable<paths["/v1/deliveries"]["get"]["parameters"]["query"]>;
type Delivery = Shape<"Delivery">;

/** As in the glossary: what can become of a delivery. */
export const STATUSES = ["pending", "held", "cancelling", "success", "failed", "cancelled"] as const;

/** The filters of the address bar as the API has them; those that make no sense are left out. */
export function toFilter({
  status,
  webhook,
  type,
}: FilterValues): Pick<ListQuery, "status" | "webhook_id" | "event_type"> {
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

export function isOwed({ status }: Pick<Delivery, "status">): boolean {
  return status === "pending" || status === "held" || status === "cancelling";
}
