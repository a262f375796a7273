/**
 * Medium's feeds: RSS 2.0 (https://help.medium.com/hc/en-us/articles/214874118-RSS-feeds), with what a response says of
 * the story it answers (RFC 4685), and conditional requests (RFC 9110, section 13).
 */
import { createHash } from "node:crypto";
import { type Asked, type Platform, type Told, Troubles } from "./platform.ts";

export class Medium implements Platform {
  readonly hosts = ["medium.com"];
  readonly troubles = new Troubles();
  /** What each answer was. */
  readonly statuses: number[] = [];
  /** Newest first, the ten newest of which are shown. */
  readonly #items: string[] = [];

  answer(asked: Asked): Told {
    const told = this.troubles.take() ?? this.#feed(asked);
    this.statuses.push(told.status ?? 200);
    return told;
  }

  story(id: string, title: string): void {
    this.#items.unshift(item(id, title, ""));
  }

  /** A response to a story. */
  comment(id: string, text: string, story: string): void {
    this.#items.unshift(item(id, text, `<thr:in-reply-to ref="https://medium.com/p/${story}"/>`));
  }

  #feed({ path, headers }: Asked): Told {
    if (path !== "/feed/@writer") return { status: 404, text: "Not Found" };
    const text = `<?xml version="1.0" encoding="UTF-8"?><rss xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:thr="http://purl.org/syndication/thread/1.0" version="2.0">
  <channel><title><![CDATA[Stories by A Writer on Medium]]></title><link>https://medium.com/@writer</link>
  ${this.#items.slice(0, 10).join("\n  ")}</channel></rss>`;
    const etag = `W/"${createHash("sha256").update(text).digest("hex").slice(0, 16)}"`;
    if (headers["if-none-match"] === etag) return { status: 304, headers: { etag } };
    return { headers: { etag, "content-type": "text/xml; charset=UTF-8" }, text };
  }
}

function item(id: string, title: string, more: string): string {
  const at = new Date().toUTCString();
  return `<item><title><![CDATA[${title}]]></title><link>https://medium.com/p/${id}</link>
    <guid isPermaLink="false">https://medium.com/p/${id}</guid><dc:creator><![CDATA[A Reader]]></dc:creator>
    <pubDate>${at}</pubDate><atom:updated>${new Date().toISOString()}</atom:updated>${more}</item>`;
}
