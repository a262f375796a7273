import type { paths } from "../../../api/schema.ts";
import { checkJsonObject } from "../../../parts/json-check.ts";

type NewEvent = paths["/v1/events"]["post"]["requestBody"]["content"]["application/json"];

/** An event as somebody types it. */
export interface EventDraft {
  type: string;
  data: string;
  externalId: string;
  orderingKey: string;
}

export const EMPTY: EventDraft = {
  type: "",
  data: JSON.stringify({ id: 1, text: "Hello" }, null, 2),
  externalId: "",
  orderingKey: "",
};

/** What is left empty is left out. @throws RangeError when the data are no JSON object */
export function toEvent({ type, data, externalId, orderingKey }: EventDraft): NewEvent {
  const check = checkJsonObject(data);
  if ("fault" in check) throw new RangeError(check.fault);
  return {
    type: type.trim(),
    data: check.value as NewEvent["data"],
    ...(externalId.trim() !== "" && { external_id: externalId.trim() }),
    ...(orderingKey.trim() !== "" && { ordering_key: orderingKey.trim() }),
  };
}
