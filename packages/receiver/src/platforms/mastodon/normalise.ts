import { at, idAt, isObject, textAt, timeAt } from "../../json/fields.ts";
import { digestOf } from "../digest.ts";
import type { Draft } from "../platform.ts";
import { statusDraft } from "./status.ts";

/** `{event, created_at, object}`. https://docs.joinmastodon.org/admin/webhooks/ */
export function normaliseMastodon(payload: unknown): readonly Draft[] {
  const event = textAt(payload, "event");
  const object = at(payload, "object");
  // An administrator may have made a template of his own: then nothing is known of the shape.
  if (event === undefined || !isObject(object)) throw new TypeError("event and object are needed");
  return [draftOf(event, object) ?? otherDraft(event, object, timeAt(payload, ["created_at"]), payload)];
}

function draftOf(event: string, object: unknown): Draft | undefined {
  switch (event) {
    case "status.created":
      return statusDraft(object, "created");
    case "status.updated":
      return statusDraft(object, "updated");
    case "report.updated":
      return resolvedDraft(object);
    default:
      return undefined;
  }
}

/** A report that somebody has closed. What was done to the account is not told. */
function resolvedDraft(report: unknown): Draft | undefined {
  const id = idAt(report, "id");
  if (id === undefined || at(report, "action_taken") !== true) return undefined;
  const takenAt = timeAt(report, ["action_taken_at"]) ?? timeAt(report, ["updated_at"]);
  const reason = [textAt(report, "category"), textAt(report, "comment")].filter(
    (part) => part !== undefined && part !== "",
  );
  return {
    type: "moderation.action",
    key: ["report", id, takenAt ?? ""],
    timestamp: takenAt,
    data: {
      action: "resolve",
      target: { type: "report", id },
      moderator: {
        id: idAt(report, "action_taken_by_account", "id") ?? null,
        username: textAt(report, "action_taken_by_account", "username") ?? null,
      },
      reason: reason.length === 0 ? null : reason.join(": "),
    },
    native: report,
  };
}

/** `created_at` is when the event was made, and stays when it is sent again. */
function otherDraft(event: string, object: object, timestamp: string | null, payload: unknown): Draft {
  const id = idAt(object, "id");
  const key = id === undefined ? [event, digestOf(payload)] : [event, id, timestamp ?? ""];
  return { type: `mastodon.${event}`, key, timestamp, data: { ...object }, native: payload };
}
