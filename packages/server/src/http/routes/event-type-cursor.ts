import { Problem } from "../../model/errors.ts";
import type { EventType } from "../../model/event-type.ts";

/** Event types have no id: a page goes on after the time and name of the last one. */
export type Place = Pick<EventType, "createdAt" | "name">;

/** For sorting. */
export function newestFirst(a: Place, b: Place): number {
  if (a.createdAt !== b.createdAt) return b.createdAt - a.createdAt;
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

export function toNameCursor({ createdAt, name }: Place): string {
  return Buffer.from(`${createdAt} ${name}`).toString("base64url");
}

export function readNameCursor(cursor: string): Place {
  const match = /^(\d{1,15}) (\S{1,128})$/.exec(Buffer.from(cursor, "base64url").toString());
  if (match === null) throw new Problem("invalid_cursor", "The cursor is not one that this API gave.");
  return { createdAt: Number(match[1]), name: match[2]! };
}
