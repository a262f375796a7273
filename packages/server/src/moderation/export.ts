/**
 * Items as a table: CSV by RFC 4180, in UTF-8 with a byte order mark, which is how spreadsheets know it. Texts of
 * strangers stand in it, so what a spreadsheet would take for a formula is marked as text
 * (https://owasp.org/www-community/attacks/CSV_Injection).
 */
import { type Decision, decidedBy } from "../model/decision.ts";
import { formatId } from "../model/ids.ts";
import type { Item } from "../model/item.ts";
import { isoTime } from "./projections/moderated.ts";

export interface ExportedItem {
  item: Item;
  /** The newest; null: none yet. */
  decision: Decision | null;
}

const COLUMNS: readonly (readonly [name: string, of: (exported: ExportedItem) => string])[] = [
  ["media_id", ({ item }) => formatId("media", item.id)],
  ["app_media_id", ({ item }) => item.origin.appMediaId ?? ""],
  ["type", ({ item }) => item.content.modality],
  ["status", ({ item }) => item.status],
  ["platform", ({ item }) => item.origin.platform ?? ""],
  ["native_id", ({ item }) => item.origin.nativeId ?? ""],
  ["author_id", ({ item }) => item.author.id ?? ""],
  ["author_username", ({ item }) => item.author.username ?? ""],
  ["text", ({ item }) => item.content.text ?? ""],
  ["image_urls", ({ item }) => item.content.imageUrls.join(" ")],
  ["video_url", ({ item }) => item.content.videoUrl ?? ""],
  ["created_at", ({ item }) => isoTime(item.createdAt)],
  ["moderated_at", ({ decision }) => (decision === null ? "" : isoTime(decision.at))],
  ["action", ({ decision }) => decision?.action ?? ""],
  ["by", ({ decision }) => (decision === null ? "" : decidedBy(decision.cause))],
  ["actor", ({ decision }) => decision?.actor ?? ""],
  ["api_key", ({ decision }) => decision?.apiKey ?? ""],
  ["rules", ({ decision }) => decision?.hits.map(({ ruleName }) => ruleName).join("; ") ?? ""],
  ["reason", ({ decision }) => decision?.reason ?? ""],
];

export const CSV_CONTENT_TYPE = "text/csv; charset=utf-8; header=present";

/** Characters that are collected before they are given on. */
const CHUNK_CHARS = 16_384;
const BYTE_ORDER_MARK = "\ufeff";
const LINE_END = "\r\n";

/** The table in pieces of about 16 KiB, each made when it is asked for. The columns' names come first, also of no items. */
export async function* itemsAsCsv(
  items: Iterable<ExportedItem> | AsyncIterable<ExportedItem>,
): AsyncGenerator<string, void, void> {
  let chunk = BYTE_ORDER_MARK + COLUMNS.map(([name]) => name).join(",") + LINE_END;
  for await (const exported of items) {
    chunk += COLUMNS.map(([, of]) => field(of(exported))).join(",") + LINE_END;
    if (chunk.length < CHUNK_CHARS) continue;
    yield chunk;
    chunk = "";
  }
  if (chunk !== "") yield chunk;
}

/** What a formula begins with, also after blanks and in full width. */
const FORMULA = /^\s*[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/;
/** Semicolons and tabs part fields too, in some countries. */
const NEEDS_QUOTES = /[",;\t\r\n]/;

function field(value: string): string {
  const text = FORMULA.test(value) ? `'${value}` : value;
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
