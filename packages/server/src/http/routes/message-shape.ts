import { isUtf8 } from "node:buffer";
import { type Static, Type } from "typebox";
import type { CataloguedSource } from "../../catalogue/catalogued-source.ts";
import { formatId, isoTimeOfId } from "../../model/ids.ts";
import { MESSAGE_ORIGINS, MESSAGE_VERDICTS, type Message } from "../../model/message.ts";
import type { ListedMessage } from "../../store/reads.ts";
import { nullable, oneOf, strict, Time } from "../shapes.ts";

export const VerdictShape = oneOf(
  MESSAGE_VERDICTS,
  "`accepted`: it made at least one event. `duplicate`: all of its events had come before. `ignored`: it tells of nothing. `rejected`: see `reason`.",
);
const EventIds = (description: string) => Type.Array(Type.String(), { description });

const rowFields = {
  id: Type.String(),
  source_id: Type.String(),
  created_at: Time,
  origin: oneOf(MESSAGE_ORIGINS, "A request of the platform, an item that was asked for, or an earlier one once more."),
  verdict: VerdictShape,
  reason: nullable(Type.String({ description: "Why it was rejected or ignored: `signature_mismatch` and its like." })),
  detail: nullable(Type.String({ description: "A sentence for a person." })),
  method: nullable(Type.String({ description: "Null where it was no request." })),
  query: Type.String({ description: "Without the `?`; of a poll, what was asked for." }),
  remote_address: nullable(Type.String()),
  body_bytes: Type.Integer({ description: "How many of them were kept." }),
  body_is_cut: Type.Boolean({ description: "Of what was rejected the first 4 KiB are kept." }),
  replay_of: nullable(Type.String()),
  events: EventIds("The events that it made, in their order."),
  repeated: EventIds("The events that it told of and that were there before."),
};

export const MessageRow = strict(rowFields, { $id: "Message" });

export const MessageDetail = strict(
  {
    ...rowFields,
    headers: Type.Array(Type.Array(Type.String(), { minItems: 2, maxItems: 2 }), {
      description: "Name and value, as they came. A credential's value is `(secret)`.",
    }),
    body: Type.String({ description: "As it came: as text where it is UTF-8, else as base64." }),
    body_encoding: oneOf(["utf-8", "base64"]),
  },
  { $id: "MessageDetail" },
);

type Facts = Omit<ListedMessage, "bodyBytes">;

export function showMessage(message: ListedMessage, source: CataloguedSource): Static<typeof MessageRow> {
  return showFacts(message, source, message.bodyBytes);
}

export function showWholeMessage(message: Message, source: CataloguedSource): Static<typeof MessageDetail> {
  const body = Buffer.from(message.body.buffer, message.body.byteOffset, message.body.byteLength);
  const isText = isUtf8(body);
  return {
    ...showFacts(message, source, body.length),
    headers: message.headers.map((pair) => [...pair]),
    body: body.toString(isText ? "utf8" : "base64"),
    body_encoding: isText ? "utf-8" : "base64",
  };
}

function showFacts(message: Facts, source: CataloguedSource, bodyBytes: number): Static<typeof MessageRow> {
  const toEventId = (seq: bigint) => formatId("evt", seq);
  return {
    id: formatId("msg", message.seq),
    source_id: formatId("src", source.id),
    created_at: isoTimeOfId(message.seq),
    origin: message.origin,
    verdict: message.verdict,
    reason: message.reason,
    detail: message.detail,
    method: message.method === "" ? null : message.method,
    query: message.query,
    remote_address: message.remoteAddress,
    body_bytes: bodyBytes,
    body_is_cut: message.isBodyCut,
    replay_of: message.replayOf === null ? null : formatId("msg", message.replayOf),
    events: message.made.map(toEventId),
    repeated: message.repeated.map(toEventId),
  };
}
