import { idAt, isObject, textAt, timeAt } from "../../json/fields.ts";
import type { Draft } from "../platform.ts";

/**
 * `{"id":"evt_…","type":"charge.succeeded","created":<seconds>,"data":{"object":{…}}}`, or a thin event of API v2, whose
 * `created` is a date. https://docs.stripe.com/api/events/object, https://docs.stripe.com/api/v2/core/events/object
 */
export function normaliseStripe(payload: unknown): readonly Draft[] {
  const id = idAt(payload, "id");
  const type = textAt(payload, "type");
  if (!isObject(payload) || id === undefined || type === undefined) throw new TypeError("id and type are needed");
  return [
    { type: `stripe.${type}`, key: [id], timestamp: timeAt(payload, ["created"]), data: payload, native: payload },
  ];
}
