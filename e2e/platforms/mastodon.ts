/**
 * A Mastodon server: what an account is notified of (https://docs.joinmastodon.org/methods/notifications/), paged by
 * `Link` (https://docs.joinmastodon.org/api/guidelines/#pagination), bounded
 * (https://docs.joinmastodon.org/api/rate-limits/).
 */
import { type Asked, bearerOf, type Platform, type Told, Troubles } from "./platform.ts";

export class Mastodon implements Platform {
  readonly hosts = ["mastodon.example"];
  readonly instance = "https://mastodon.example";
  readonly accessToken = "token-of-the-account";
  readonly troubles = new Troubles();
  /** Newest first. */
  readonly #notifications: { id: string }[] = [];

  answer(asked: Asked): Told {
    const trouble = this.troubles.take();
    if (trouble !== undefined) return trouble;
    if (bearerOf(asked) !== this.accessToken) return { status: 401, json: { error: "The access token is invalid" } };
    if (asked.path !== "/api/v1/notifications") return { status: 404, json: { error: "Record not found" } };
    return this.#list(asked.query);
  }

  /** Somebody answers a post of the account's. */
  mention(text: string): string {
    const id = String(34_975_861 + this.#notifications.length);
    const at = new Date().toISOString();
    const account = { id: "971724", username: "zsc", acct: "zsc" };
    const status = {
      id: `1${id}`,
      created_at: at,
      in_reply_to_id: "103254962155278888",
      spoiler_text: "",
      visibility: "public",
      url: `${this.instance}/@zsc/1${id}`,
      edited_at: null,
      content: `<p>${text}</p>`,
      reblog: null,
      account,
      media_attachments: [],
    };
    const notification = { id, type: "mention", created_at: at, account, status };
    this.#notifications.unshift(notification);
    return status.id;
  }

  /** `min_id`: the page just newer than it. */
  #list(query: URLSearchParams): Told {
    const limit = Math.min(Number(query.get("limit") ?? 40), 80);
    const minId = query.get("min_id");
    const newer = this.#notifications.filter(({ id }) => minId === null || BigInt(id) > BigInt(minId));
    const page = minId === null ? newer.slice(0, limit) : newer.slice(-limit);
    const [first] = page;
    const link = first && `<${this.instance}/api/v1/notifications?min_id=${first.id}>; rel="prev"`;
    const headers = { "x-ratelimit-limit": "300", "x-ratelimit-remaining": "299", ...(link ? { link } : {}) };
    return { headers, json: page };
  }
}
