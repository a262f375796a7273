import { Problem } from "../../model/errors.ts";
import { parseId } from "../../model/ids.ts";
import type { Site } from "../../model/site.ts";
import type { ItemRecord } from "../../store/moderating.ts";
import type { Reads } from "../../store/reads.ts";

/** @throws Problem `invalid_id` */
export function readMediaId(text: string): bigint {
  const id = parseId("media", text);
  if (id === undefined) throw new Problem("invalid_id", "The id of media is `media_` and 13 characters.");
  return id;
}

/** @throws Problem `invalid_id`, or `not_found` also when it is another site's */
export async function findMedia(store: Pick<Reads, "readItem">, site: Site, text: string): Promise<ItemRecord> {
  const record = await store.readItem(readMediaId(text));
  if (record?.item.siteNo !== site.no) throw new Problem("not_found", `There is no media ${text} in this site.`);
  return record;
}
