/**
 * Reddit: tokens (https://github.com/reddit-archive/reddit/wiki/OAuth2), listings
 * (https://www.reddit.com/dev/api#listings), how often it may be asked
 * (https://github.com/reddit-archive/reddit/wiki/API).
 */
import { type Asked, bearerOf, type Platform, type Told, Troubles } from "./platform.ts";

interface Thing {
  kind: "t1";
  data: { name: string } & Record<string, unknown>;
}

export class Reddit implements Platform {
  readonly hosts = ["www.reddit.com", "oauth.reddit.com"];
  readonly app = { clientId: "app-id", clientSecret: "app-secret" };
  readonly userAgent = "linux:org.example.hub:v1 (by /u/example)";
  readonly troubles = new Troubles();
  /** Newest first. */
  readonly comments: Thing[] = [];
  /** How many listings were asked for. */
  listed = 0;
  readonly #token = "a-token-of-an-hour";

  answer(asked: Asked): Told {
    // Who does not say who asks is turned away.
    if (asked.headers["user-agent"] !== this.userAgent) return { status: 429, json: { message: "Too Many Requests" } };
    if (asked.path === "/api/v1/access_token") return this.#grant(asked);
    if (bearerOf(asked) !== this.#token) return { status: 401, json: { message: "Unauthorized", error: 401 } };
    this.listed += 1;
    return this.troubles.take() ?? this.#list(asked);
  }

  comment(text: string): string {
    const number = 1000 + this.comments.length;
    const name = `t1_${number.toString(36)}`;
    const data = {
      id: name.slice(3),
      name,
      link_id: "t3_15bfi0",
      parent_id: "t3_15bfi0",
      author: "spez",
      author_fullname: "t2_1w72",
      body: text,
      created_utc: 1_768_000_000 + number,
      edited: false,
    };
    this.comments.unshift({ kind: "t1", data });
    return name;
  }

  #grant({ headers, body }: Asked): Told {
    const basic = Buffer.from(`${this.app.clientId}:${this.app.clientSecret}`).toString("base64");
    if (headers.authorization !== `Basic ${basic}`)
      return { status: 401, json: { message: "Unauthorized", error: 401 } };
    if (new URLSearchParams(body).get("grant_type") !== "client_credentials") {
      return { json: { error: "unsupported_grant_type" } };
    }
    return { json: { access_token: this.#token, token_type: "bearer", expires_in: 3600, scope: "*" } };
  }

  /** `before` is what is newer than the thing of that fullname, the slice next to it first. */
  #list({ path, query }: Asked): Told {
    if (!/^\/r\/\w+\/comments$/.test(path)) return { status: 404, json: { message: "Not Found", error: 404 } };
    const limit = Math.min(Number(query.get("limit") ?? 25), 100);
    const before = query.get("before");
    const end = before === null ? limit : this.comments.findIndex(({ data }) => data.name === before);
    const children = this.comments.slice(Math.max(0, end - limit), Math.max(0, end));
    const headers = { "x-ratelimit-used": "4", "x-ratelimit-remaining": "96.0", "x-ratelimit-reset": "311" };
    return { headers, json: { kind: "Listing", data: { children, after: null, before: null } } };
  }
}
