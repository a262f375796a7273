import type { ModerationAction } from "../../event.ts";
import { at, idAt, isObject, type JsonObject, listAt, textAt, timeAt } from "../../json/fields.ts";
import { digestOf } from "../digest.ts";
import type { Draft } from "../platform.ts";

/**
 * `{id,event,created_at,data}` of "Webhooks", `{event,timestamp,data}` of the API reference, or a batch of either,
 * `{batch_id,events:[…]}`.
 */
export function normalisePixelpatrol(payload: unknown): readonly Draft[] {
  const events = at(payload, "events");
  return Array.isArray(events) ? events.map(toDraft) : [toDraft(payload)];
}

function toDraft(envelope: unknown): Draft {
  const name = textAt(envelope, "event");
  if (!isObject(envelope) || name === undefined) throw new TypeError("event is needed");
  const data = at(envelope, "data");
  const timestamp =
    timeAt(data, ["moderated_at"]) ?? timeAt(envelope, ["created_at"]) ?? timeAt(envelope, ["timestamp"]);
  const action = name === "media.moderated" && isObject(data) ? actionOf(data) : undefined;
  const draft =
    action === undefined
      ? { type: `pixelpatrol.${name}` as const, data: envelope }
      : { type: "moderation.action" as const, data: action };
  return { ...draft, key: keyOf(name, envelope), timestamp, native: envelope };
}

/** The second shape has no id. A medium can be judged again and again, so when it was is part of the key. */
function keyOf(name: string, envelope: JsonObject): readonly string[] {
  const id = idAt(envelope, "id");
  if (id !== undefined) return [id];
  const media = idAt(envelope, "data", "media_id");
  if (media === undefined) return [name, digestOf(envelope)];
  return [name, media, textAt(envelope, "data", "status") ?? "", textAt(envelope, "data", "moderated_at") ?? ""];
}

/** `approved`, `rejected`, `flagged` or `pending_review`, as it came. A person who judged is not named. */
function actionOf(data: JsonObject): ModerationAction | undefined {
  const action = textAt(data, "status");
  const id = idAt(data, "media_id");
  if (action === undefined || id === undefined) return undefined;
  return { action, target: { type: "media", id }, moderator: { id: null, username: null }, reason: reasonOf(data) };
}

function reasonOf(data: JsonObject): string | null {
  const violations = listAt(data, "moderation_details", "rule_violations");
  const rules = listAt(data, "applied_rules");
  const names = [...violations, ...rules].flatMap((rule) =>
    typeof rule === "string" ? rule : (textAt(rule, "rule_name") ?? textAt(rule, "name") ?? []),
  );
  return textAt(data, "moderation_details", "reason") ?? (names.length > 0 ? names.join(", ") : null);
}
