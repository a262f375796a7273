import { isObject, timeAt } from "../../json/fields.ts";
import { readHeaderId, readHeaderText } from "../headers.ts";
import type { Draft, Verified } from "../platform.ts";

/** The topic `orders/create` is `shopify.orders.create`; the body is the resource as it is. */
export function normaliseShopify(payload: unknown, verified: Verified): readonly Draft[] {
  if (!isObject(payload)) throw new TypeError("the payload is no object");
  const read = (name: string) =>
    readHeaderText(verified.headers, `X-Shopify-${name}`) ?? readHeaderText(verified.headers, `Shopify-${name}`);
  const readId = (name: string) =>
    readHeaderId(verified, `X-Shopify-${name}`) ?? readHeaderId(verified, `Shopify-${name}`);
  const topic = read("Topic") ?? "unknown";
  // One thing that a merchant did may have several topics: each is an event.
  const id = readId("Event-Id") ?? readId("Webhook-Id");
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
