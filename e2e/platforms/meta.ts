/**
 * Meta: an app's subscriptions (https://developers.facebook.com/docs/graph-api/reference/app/subscriptions), the
 * challenge and what it sends (https://developers.facebook.com/docs/graph-api/webhooks/getting-started), switching an
 * account's notifications on (https://developers.facebook.com/docs/instagram-platform/webhooks).
 */
import { createHmac, randomInt } from "node:crypto";
import type { Answered, Internet } from "./internet.ts";
import { type Asked, bearerOf, type Platform, type Told } from "./platform.ts";

interface Subscription {
  object: string;
  callback_url: string;
  fields: { name: string; version: string }[];
  active: boolean;
}

export class Meta implements Platform {
  readonly hosts = ["graph.facebook.com", "graph.instagram.com"];
  readonly appId = "1234567890";
  readonly appSecret = "the-app-secret";
  readonly accountToken = "token-of-the-account";
  readonly subscriptions = new Map<string, Subscription>();
  /** The fields that the account's notifications are switched on for. */
  installed: string[] = [];
  #internet: Internet | undefined;

  join(internet: Internet): void {
    this.#internet = internet;
  }

  async answer(asked: Asked): Promise<Told> {
    if (asked.host === "graph.instagram.com") return this.#install(asked);
    if (!asked.path.endsWith(`/${this.appId}/subscriptions`)) return failed(100, "Unsupported request");
    if (bearerOf(asked) !== `${this.appId}|${this.appSecret}`) return failed(190, "Invalid OAuth access token.");
    switch (asked.method) {
      case "GET":
        return { json: { data: [...this.subscriptions.values()] } };
      case "DELETE":
        return { json: { success: this.subscriptions.delete(asked.query.get("object") ?? "") } };
      default:
        return this.#subscribe(new URLSearchParams(asked.body));
    }
  }

  /** Sends the changes of one entry, as Instagram's page prints them. */
  tell(...changes: readonly object[]): Promise<Answered> {
    const entry = [{ id: "17841405822304914", time: 1520622968, changes }];
    return this.send(JSON.stringify({ object: "instagram", entry }));
  }

  /** Sends a body as it stands, signed, to where Instagram's subscription leads. */
  send(body: string): Promise<Answered> {
    const digest = createHmac("sha256", this.appSecret).update(body).digest("hex");
    const headers = { "content-type": "application/json", "x-hub-signature-256": `sha256=${digest}` };
    return this.#internet!.send(this.subscriptions.get("instagram")!.callback_url, { headers, body });
  }

  /** Meta asks the address for the challenge before it answers. */
  async #subscribe(form: URLSearchParams): Promise<Told> {
    const [object, url] = [form.get("object") ?? "", form.get("callback_url") ?? ""];
    const challenge = String(randomInt(1_000_000_000));
    const query = new URLSearchParams({
      "hub.mode": "subscribe",
      "hub.challenge": challenge,
      "hub.verify_token": form.get("verify_token") ?? "",
    });
    const answer = await this.#internet!.send(`${url}?${query}`, { method: "GET" });
    if (answer.status !== 200 || answer.text !== challenge) {
      return failed(2200, "(#2200) Callback verification failed: the challenge was not shown back.");
    }
    const fields = (form.get("fields") ?? "").split(",").map((name) => ({ name, version: "v25.0" }));
    this.subscriptions.set(object, { object, callback_url: url, fields, active: true });
    return { json: { success: true } };
  }

  #install(asked: Asked): Told {
    if (bearerOf(asked) !== this.accountToken) return failed(190, "Invalid OAuth access token.");
    this.installed = (new URLSearchParams(asked.body).get("subscribed_fields") ?? "").split(",");
    return { json: { success: true } };
  }
}

/** https://developers.facebook.com/docs/graph-api/guides/error-handling */
function failed(code: number, message: string): Told {
  const type = code === 190 ? "OAuthException" : "GraphMethodException";
  return { status: code === 190 ? 401 : 400, json: { error: { message, type, code, fbtrace_id: "EJplcsCHuLu" } } };
}

/** A comment as https://developers.facebook.com/docs/graph-api/webhooks/reference/instagram prints it. */
export function comment(id: string, text: string): object {
  const from = { id: "232323232", username: "test" };
  return { field: "comments", value: { id, text, from, media: { id: "123123123", media_product_type: "FEED" } } };
}
