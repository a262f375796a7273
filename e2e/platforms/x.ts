/**
 * X: webhooks (https://docs.x.com/x-api/webhooks/quickstart), the challenge and what it sends
 * (https://docs.x.com/x-api/webhooks/introduction), account activity
 * (https://docs.x.com/x-api/account-activity/introduction), hiding a reply (https://docs.x.com/x-api/posts/hide-reply),
 * and how often that may be asked (https://docs.x.com/fundamentals/rate-limits).
 */
import { createHmac, randomBytes } from "node:crypto";
import type { Answered, Internet } from "./internet.ts";
import { type Asked, bearerOf, type Platform, type Told, Troubles } from "./platform.ts";

interface Webhook {
  id: string;
  url: string;
  valid: boolean;
  created_at: string;
}

export class X implements Platform {
  readonly hosts = ["api.x.com"];
  readonly bearerToken = "AAAA%2Fapp-only";
  readonly consumerSecret = "consumer-secret-of-the-app";
  readonly troubles = new Troubles();
  readonly webhooks = new Map<string, Webhook>();
  /** Ids of replies that are hidden. */
  readonly hidden = new Set<string>();
  /** How often a reply was hidden or shown, or that was refused. */
  calls = 0;
  /** How many replies may be hidden or shown in each window. Null: as many as one likes. */
  limit: { callsMax: number; windowSeconds: number } | null = null;
  /** How often that was asked in each window, by the second at which it ends. */
  readonly asked = new Map<number, number>();
  #internet: Internet | undefined;
  #lastId = 1146654567674912768n;

  join(internet: Internet): void {
    this.#internet = internet;
  }

  async answer(asked: Asked): Promise<Told> {
    const trouble = this.troubles.take();
    if (trouble !== undefined) return trouble;
    if (bearerOf(asked) !== this.bearerToken) return problem(401, "Unauthorized", "Unauthorized");
    const [, , resource, id, what] = asked.path.split("/");
    if (resource === "tweets" && what === "hidden" && asked.method === "PUT") return this.#hide(id!, asked);
    if (resource !== "webhooks") return problem(404, "Not Found Error", "Could not find it.");
    switch (asked.method) {
      case "POST":
        return this.#register(JSON.parse(asked.body).url);
      case "GET":
        return { json: { data: [...this.webhooks.values()], meta: { result_count: this.webhooks.size } } };
      case "PUT":
        return this.#challengeAgain(id!);
      case "DELETE":
        return this.webhooks.delete(id!) ? { json: { data: { deleted: true } } } : unknownWebhook(id!);
      default:
        return problem(405, "Method Not Allowed", "Method Not Allowed");
    }
  }

  /** Sends to every address that passed its challenge, as X would. */
  async tell(payload: object | string): Promise<Answered[]> {
    const body = typeof payload === "string" ? payload : JSON.stringify(payload);
    const headers = {
      "content-type": "application/json",
      "x-twitter-webhooks-signature": `sha256=${this.#digest(body)}`,
    };
    const addresses = [...this.webhooks.values()].filter(({ valid }) => valid);
    return Promise.all(addresses.map(({ url }) => this.#internet!.send(url, { headers, body })));
  }

  async #register(url: string): Promise<Told> {
    // No port, and https alone.
    if (!/^https:\/\/[^/:]+\//.test(url)) return problem(400, "UrlValidationFailed", "The URL is not valid.");
    if ([...this.webhooks.values()].some((one) => one.url === url)) {
      return problem(400, "DuplicateUrlFailed", "A webhook with this URL already exists.");
    }
    if (!(await this.#passesChallenge(url))) return challengeFailed();
    this.#lastId += 1n;
    const webhook = { id: String(this.#lastId), url, valid: true, created_at: new Date().toISOString() };
    this.webhooks.set(webhook.id, webhook);
    return { json: { data: webhook } };
  }

  async #challengeAgain(id: string): Promise<Told> {
    const webhook = this.webhooks.get(id);
    if (webhook === undefined) return unknownWebhook(id);
    webhook.valid = await this.#passesChallenge(webhook.url);
    return webhook.valid ? { json: { data: { attempted: true } } } : challengeFailed();
  }

  async #passesChallenge(url: string): Promise<boolean> {
    const token = randomBytes(24).toString("base64url");
    const nonce = randomBytes(12).toString("base64url");
    const answer = await this.#internet!.send(`${url}?crc_token=${token}&nonce=${nonce}`, { method: "GET" });
    return answer.status === 200 && JSON.parse(answer.text).response_token === `sha256=${this.#digest(token)}`;
  }

  #hide(id: string, { body }: Asked): Told {
    this.calls += 1;
    const { remaining, headers } = this.#count();
    if (remaining < 0) return { ...problem(429, "Too Many Requests", "Too Many Requests"), headers };
    const { hidden } = JSON.parse(body);
    if (hidden) this.hidden.add(id);
    else this.hidden.delete(id);
    return { headers, json: { data: { hidden } } };
  }

  /** What is left of the window, which every answer says. */
  #count(): { remaining: number; headers: Record<string, string> } {
    if (this.limit === null) return { remaining: 0, headers: {} };
    const { callsMax, windowSeconds } = this.limit;
    const end = (Math.floor(Date.now() / 1_000 / windowSeconds) + 1) * windowSeconds;
    const asked = (this.asked.get(end) ?? 0) + 1;
    this.asked.set(end, asked);
    const remaining = callsMax - asked;
    const headers = {
      "x-rate-limit-limit": String(callsMax),
      "x-rate-limit-remaining": String(Math.max(remaining, 0)),
      "x-rate-limit-reset": String(end),
    };
    return { remaining, headers };
  }

  #digest(text: string): string {
    return createHmac("sha256", this.consumerSecret).update(text).digest("base64");
  }
}

function problem(status: number, title: string, detail: string): Told {
  return { status, json: { title, detail, type: "about:blank", status } };
}

function challengeFailed(): Told {
  return problem(400, "CrcValidationFailed", "The challenge was not answered as it has to be.");
}

function unknownWebhook(id: string): Told {
  return problem(404, "WebhookIdInvalid", `There is no webhook ${id}.`);
}

/** A post of somebody's, as account activity has it; one that answers another where `answers` names it. */
export function post(id: string, text: string, answers?: string): object {
  const tweet = {
    created_at: "Wed Oct 10 20:19:24 +0000 2018",
    id_str: id,
    text,
    user: { id_str: "2244994945", screen_name: "dev" },
    ...(answers === undefined ? {} : { in_reply_to_status_id_str: answers }),
  };
  return { for_user_id: "2244994945", tweet_create_events: [tweet] };
}
