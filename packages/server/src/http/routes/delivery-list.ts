import { type Static, Type } from "typebox";
import type { Catalogue } from "../../catalogue/catalogue.ts";
import type { DeliveryStatus } from "../../model/delivery.ts";
import type { DeliveryQuery, Page, Reads, StoredDelivery } from "../../store/reads.ts";
import { pageParameters, readPage, timeParameters } from "../paging.ts";
import { line, siteParameter, strict } from "../shapes.ts";
import { hiddenOf } from "./delivery-find.ts";
import { StatusShape, statusOf } from "./delivery-shape.ts";

export const DeliveriesQuery = strict({
  ...siteParameter,
  ...pageParameters,
  ...timeParameters,
  status: Type.Optional(StatusShape),
  event_type: Type.Optional(line({ maxLength: 128 })),
});

interface ListDeps {
  catalogue: Catalogue;
  store: Pick<Reads, "listDeliveries">;
}

/** One page. Of a status that is derived from what is owed, a page may be short and go on. */
export async function listDeliveries(
  { catalogue, store }: ListDeps,
  siteNo: number,
  webhookNo: number | null,
  query: Static<typeof DeliveriesQuery>,
): Promise<Page<StoredDelivery>> {
  const status = storedStatus(query.status);
  const page = await store.listDeliveries({
    ...readPage(query),
    siteNo,
    webhookNo,
    except: hiddenOf(catalogue.now, siteNo),
    status,
    type: query.event_type ?? null,
  });
  if (status !== "pending") return page;
  const rows = page.rows.filter((row) => statusOf(row, catalogue.now.webhook(row.webhookNo)) === query.status);
  return { rows, next: page.next };
}

/** `pending` in the store is all that is owed. */
function storedStatus(status: DeliveryStatus | undefined): DeliveryQuery["status"] {
  switch (status) {
    case undefined:
      return null;
    case "held":
    case "cancelling":
    case "pending":
      return "pending";
    default:
      return status;
  }
}
