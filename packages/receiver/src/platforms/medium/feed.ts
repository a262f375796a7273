/** A feed of Medium's: RSS 2.0, the ten newest stories. https://help.medium.com/hc/en-us/articles/214874118-RSS-feeds */
import type { Comment, Post } from "../../event.ts";
import { at, isObject, type JsonObject, listAt, textAt, timeAt } from "../../json/fields.ts";
import { htmlToText } from "../html-text.ts";
import type { Item } from "../newest-first.ts";
import type { Draft } from "../platform.ts";
import { xmlReader } from "../xml.ts";

const read = xmlReader(["item", "category"]);

/** The document as plain values; undefined when it is no RSS, or holds a document type. */
export function parseFeed(body: string | Uint8Array): { value: unknown } | undefined {
  const value = read(body);
  return isObject(at(value, "rss", "channel")) ? { value } : undefined;
}

/** The stories, as the feed has them: newest first. */
export function itemsOf(feed: unknown): readonly Item[] {
  return listAt(feed, "rss", "channel", "item").flatMap(readItem);
}

/** One story; none when it has no id. */
export function readItem(item: unknown): Item[] {
  const id = idOf(item);
  if (id === undefined || !isObject(item)) return [];
  const publishedAt = timeAt(item, ["pubDate"]);
  const updatedAt = timeAt(item, ["atom:updated"]);
  const atMs = publishedAt === null ? null : Date.parse(publishedAt);
  const version = updatedAt ?? publishedAt ?? "";
  return [{ id, version, atMs, draft: (change) => itemDraft(id, item, change) }];
}

function itemDraft(id: string, item: JsonObject, change: "created" | "updated"): Draft {
  const createdAt = timeAt(item, ["pubDate"]);
  const updatedAt = timeAt(item, ["atom:updated"]);
  const common = {
    key: change === "created" ? [id] : [id, updatedAt ?? ""],
    timestamp: change === "created" ? createdAt : updatedAt,
    native: item,
  };
  const times = {
    created_at: createdAt,
    ...(updatedAt !== null && updatedAt !== createdAt && { updated_at: updatedAt }),
  };
  const parent = parentOf(item);
  return parent === undefined
    ? { ...common, type: `post.${change}`, data: { post: readPost(id, item, times) } }
    : { ...common, type: `comment.${change}`, data: { comment: readComment(id, parent, item, times) } };
}

type Times = Pick<Post, "created_at" | "updated_at">;

function readPost(id: string, item: JsonObject, times: Times): Post {
  const html = htmlOf(item);
  // The title is HTML too: an ampersand comes as &amp;amp; in a text, and as &amp; in CDATA.
  const text = [htmlToText(textOf(item, "title") ?? ""), htmlToText(html)].filter((part) => part !== "");
  const caption = text.join("\n\n");
  return { id, ...authorOf(item), caption, text: caption, media_urls: imagesOf(html), ...times };
}

/** Medium's own feeds list an answer like a story and do not say that it is one. Others' feeds may (RFC 4685). */
function readComment(id: string, parent: string, item: JsonObject, times: Times): Comment {
  return { id, post_id: parent, ...authorOf(item), text: htmlToText(htmlOf(item)), ...times };
}

function parentOf(item: JsonObject): string | undefined {
  return textAt(item, "thr:in-reply-to", "@ref");
}

function authorOf(item: JsonObject) {
  const url = textOf(item, "link");
  return {
    author_id: null,
    author_username: textOf(item, "dc:creator") ?? null,
    ...(url !== undefined && /^https?:\/\//.test(url) && { url }),
  };
}

/** The whole story, or the beginning of one that is for members. */
function htmlOf(item: JsonObject): string {
  return textOf(item, "content:encoded") ?? textOf(item, "description") ?? "";
}

const IMAGE = /<img\b[^<>]{0,2048}?\bsrc="(https:\/\/[^"<>]{1,2048})"/gi;

function imagesOf(html: string): readonly string[] {
  return [...html.matchAll(IMAGE)].map(([, src]) => src!);
}

/** `https://medium.com/p/<hex>`: the address may change with the title, this does not. */
function idOf(item: unknown): string | undefined {
  const guid = textOf(item, "guid") ?? textOf(item, "link");
  return guid?.replace(/^https:\/\/medium\.com\/p\//, "");
}

/** An element with attributes has its text aside. */
function textOf(item: unknown, name: string): string | undefined {
  const value = textAt(item, name) ?? textAt(item, name, "#text");
  return value?.trim();
}
