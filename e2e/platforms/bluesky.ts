/**
 * Bluesky: an account's posts and answers, newest first
 * (https://docs.bsky.app/docs/api/app-bsky-feed-get-author-feed), bounded
 * (https://docs.bsky.app/docs/advanced-guides/rate-limits).
 */
import { type Asked, type Platform, type Told, Troubles } from "./platform.ts";

const DID = "did:plc:eygmaihciaxprqvxpfvl6flk";

export class Bluesky implements Platform {
  readonly hosts = ["public.api.bsky.app"];
  readonly actor = "writer.example";
  readonly troubles = new Troubles();
  /** Newest first. */
  readonly #feed: object[] = [];

  answer({ path, query }: Asked): Told {
    const trouble = this.troubles.take();
    if (trouble !== undefined) return trouble;
    if (path !== "/xrpc/app.bsky.feed.getAuthorFeed") return { status: 501, json: { error: "MethodNotImplemented" } };
    if (query.get("actor") !== this.actor) {
      return { status: 400, json: { error: "InvalidRequest", message: "Profile not found" } };
    }
    const from = Number(query.get("cursor") ?? 0);
    const limit = Math.min(Number(query.get("limit") ?? 50), 100);
    const feed = this.#feed.slice(from, from + limit);
    const next = from + limit < this.#feed.length ? { cursor: String(from + limit) } : {};
    return { json: { feed, ...next } };
  }

  /** The account answers somebody. */
  answerTo(text: string): string {
    const number = this.#feed.length;
    const at = new Date().toISOString();
    const uri = `at://${DID}/app.bsky.feed.post/3l3post${number}`;
    const root = { uri: `at://${DID}/app.bsky.feed.post/3l3root`, cid: "bafyroot" };
    const record = { $type: "app.bsky.feed.post", createdAt: at, text, reply: { root, parent: root } };
    const author = { did: DID, handle: this.actor };
    this.#feed.unshift({ post: { uri, cid: `bafy${number}`, author, record, indexedAt: at } });
    return uri;
  }
}
