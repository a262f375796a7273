import { isObject, timeAt } from "../../json/fields.ts";
import { readHeaderText } from "../headers.ts";
import type { Draft, Incoming } from "../platform.ts";

/** The topic `orders/create` is `shopify.orders.create`; the body is the resource as it is. */
export function normaliseShopify(payload: unknown, { headers }: Pick<Incoming, "headers">): readonly Draft[] {
  if (!isObject(payload)) throw new TypeError("the payload is no object");
  const read = (name: string) =>
    readHeaderText(headers, `X-Shopify-${name}`) ?? readHeaderText(headers, `Shopify-${name}`);
  const topic = read("Topic") ?? "unknown";
  // One thing that a merchant did may have several topics: each is an event.
  const id = read("Event-Id") ?? read("Webhook-Id");
  return [
    {
      type: `shopify.${topic.replaceAll("/", ".")}`,
      key: id === undefined ? [] : [id, topic],
      timestamp: timeAt({ at: read("Triggered-At") }, ["at"]),
      data: payload,
      native: payload,
    },
  ];
}
