import { type Static, Type } from "typebox";
import type { EventType, JsonObject } from "../../model/event-type.ts";
import { nullable, strict, Time } from "../shapes.ts";
import { toIso } from "../times.ts";

export const EventSchema = Type.Unsafe<JsonObject>({
  type: "object",
  description: "JSON Schema, draft 2020-12, at most 64 KiB, that refers to no other document. Patterns are RE2's.",
});

export const EventTypeShape = strict({
  name: Type.String(),
  description: nullable(Type.String()),
  schema: nullable(EventSchema),
  created_at: Time,
});

export function showEventType({ name, description, schema, createdAt }: EventType): Static<typeof EventTypeShape> {
  return { name, description, schema, created_at: toIso(createdAt) };
}
