import { isUtf8 } from "node:buffer";
import { type Static, Type } from "typebox";
import { contractOf } from "../../catalogue/catalogued-webhook.ts";
import { contentOf } from "../../engine/content.ts";
import type { Content } from "../../engine/passing-on.ts";
import { Problem } from "../../model/errors.ts";
import { formatId } from "../../model/ids.ts";
import type { StoredDelivery, StoredEvent } from "../../store/reads.ts";
import type { App, AppDeps } from "../app.ts";
import { hasScope } from "../auth.ts";
import { IdParams, nullable, oneOf, siteParameter, strict } from "../shapes.ts";
import { Headers } from "./attempt-shape.ts";
import { findDelivery } from "./delivery-find.ts";
import { createDeliveryView } from "./delivery-view.ts";

const RequestQuery = strict({
  ...siteParameter,
  attempt: Type.Optional(Type.Integer({ minimum: 1, description: "Its number. Left out, the last one." })),
});

const RequestShape = strict({
  attempt: nullable(Type.Integer({ description: "Null: none was made yet, and nothing is signed." })),
  method: Type.String(),
  url: Type.String(),
  headers: { ...Headers, description: "As they were sent; values that may be credentials are shown as ***." },
  body: Type.String({ description: "To the byte. The same at every attempt." }),
  body_encoding: oneOf(["utf-8", "base64"]),
});

/** What an attempt sent. Bodies are not kept twice: this one is built by the code that built it then. */
export function addDeliveryRequest(app: App, deps: AppDeps): void {
  const { store } = deps;
  app.get(
    "/v1/deliveries/:id/request",
    {
      config: { access: "deliveries:read" },
      schema: {
        operationId: "getDeliveryRequest",
        summary: "Read the request of an attempt, with its body",
        description:
          "The body is built again out of the event, or read from the message that is passed on, by the code that sends. Needs the scope `events:read` too, for it holds the event's data. 404 when the message that it carried is not kept any more.",
        tags: ["deliveries"],
        params: IdParams,
        querystring: RequestQuery,
        response: { 200: RequestShape },
      },
    },
    async (request): Promise<Static<typeof RequestShape>> => {
      if (!hasScope(request, "events:read")) {
        throw new Problem("forbidden", "The body holds an event's data: this needs the scope events:read.");
      }
      const { siteNo, row } = await findDelivery(request, deps);
      const event = (await store.readEvent(siteNo, row.eventSeq))!;
      const { body } = await rebuild(deps, row, event);
      const { log } = await createDeliveryView(deps, siteNo).showWhole(row);
      const { attempt } = request.query;
      const made = attempt === undefined ? log.at(-1) : log.find(({ number }) => number === attempt);
      if (made === undefined && attempt !== undefined) throw unknownAttempt(request.params.id, attempt, row.attempts);
      return {
        ...(made === undefined ? toCome(deps, row) : { attempt: made.number, ...made.request }),
        ...toText(body),
      };
    },
  );
}

async function rebuild({ store }: AppDeps, row: StoredDelivery, event: StoredEvent): Promise<Content> {
  const config = await store.readRevision(row.webhookNo, row.rev);
  if (config === null) throw new Problem("not_found", "The webhook's configuration of then is not kept any more.");
  const messages = { read: (seq: bigint) => store.readMessage(seq) };
  const content = await contentOf(messages, contractOf(config), { seq: row.seq, event });
  if (content !== null) return content;
  const message = formatId("msg", event.messageSeq!);
  throw new Problem("not_found", `The message ${message}, whose bytes were passed on, is not kept any more.`);
}

/** Of a delivery that nothing was sent of. */
function toCome({ catalogue }: AppDeps, row: StoredDelivery) {
  const url = catalogue.now.webhook(row.webhookNo)?.config.url ?? "";
  return { attempt: null, method: "POST", url, headers: { "content-type": "application/json" } };
}

function toText(body: Content["body"]): Pick<Static<typeof RequestShape>, "body" | "body_encoding"> {
  if (typeof body === "string") return { body, body_encoding: "utf-8" };
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  return isUtf8(bytes)
    ? { body: bytes.toString("utf8"), body_encoding: "utf-8" }
    : { body: bytes.toString("base64"), body_encoding: "base64" };
}

function unknownAttempt(id: string, number: number, made: number): Problem {
  return new Problem("not_found", `The delivery ${id} has no attempt ${number}: ${made} were made.`);
}
