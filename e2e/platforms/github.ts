/**
 * GitHub: a repository's webhooks (https://docs.github.com/en/rest/repos/webhooks), the record of their deliveries and
 * sending one again (the same page), what it sends (https://docs.github.com/en/webhooks/webhook-events-and-payloads).
 * It does not try again by itself.
 */
import { createHmac, randomUUID } from "node:crypto";
import type { Internet } from "./internet.ts";
import { type Asked, bearerOf, type Platform, type Told, Troubles } from "./platform.ts";

interface Hook {
  id: number;
  url: string;
  secret: string;
  events: string[];
}

interface Delivery {
  id: bigint;
  guid: string;
  delivered_at: string;
  redelivery: boolean;
  duration: number;
  status: string;
  status_code: number;
  event: string;
  action: string | null;
}

interface Message {
  event: string;
  guid: string;
  body: string;
}

export class GitHub implements Platform {
  readonly hosts = ["api.github.com"];
  readonly accessToken = "github_pat_sample";
  readonly repository = "octo-org/octo-repo";
  readonly troubles = new Troubles();
  readonly hooks = new Map<number, Hook>();
  /** Newest first. */
  readonly deliveries: Delivery[] = [];
  readonly #messages = new Map<string, Message>();
  #internet: Internet | undefined;
  #lastHook = 12_345_677;
  #lastDelivery = 912_345_678_901_234_567n;

  join(internet: Internet): void {
    this.#internet = internet;
  }

  async answer(asked: Asked): Promise<Told> {
    const trouble = this.troubles.take();
    if (trouble !== undefined) return trouble;
    if (asked.headers["user-agent"] === undefined) return { status: 403, text: "Request forbidden" };
    if (bearerOf(asked) !== this.accessToken) return failed(401, "Bad credentials");
    const prefix = `/repos/${this.repository}/hooks`;
    if (!asked.path.startsWith(prefix)) return failed(404, "Not Found");
    const [, hookId, what, deliveryId, attempts] = asked.path.slice(prefix.length).split("/");
    const hook = this.hooks.get(Number(hookId));
    if (hookId === undefined) return asked.method === "POST" ? this.#create(asked) : this.#listHooks(asked);
    if (hook === undefined) return failed(404, "Not Found");
    if (what === "deliveries" && attempts === "attempts" && asked.method === "POST") {
      return this.#sendAgain(hook, deliveryId!);
    }
    if (what === "deliveries" && asked.method === "GET") return this.#listDeliveries(hook, asked.query);
    if (asked.method !== "DELETE") return failed(404, "Not Found");
    this.hooks.delete(hook.id);
    return { status: 204 };
  }

  /** Something has happened in the repository: each hook that wants it is told once, whatever it answers. */
  async tell(event: string, payload: object): Promise<number[]> {
    const body = JSON.stringify(payload);
    const hooks = [...this.hooks.values()].filter(({ events }) => events.includes("*") || events.includes(event));
    return Promise.all(hooks.map((hook) => this.#deliver(hook, { event, body, guid: randomUUID() }, false)));
  }

  async #create({ body }: Asked): Promise<Told> {
    const { config, events } = JSON.parse(body);
    if ([...this.hooks.values()].some(({ url }) => url === config.url)) {
      return { status: 422, json: { message: "Validation Failed", errors: [{ message: "Hook already exists" }] } };
    }
    this.#lastHook += 1;
    const hook = { id: this.#lastHook, url: config.url, secret: config.secret, events };
    this.hooks.set(hook.id, hook);
    const ping = JSON.stringify({ zen: "Keep it logically awesome.", hook_id: hook.id });
    await this.#deliver(hook, { event: "ping", body: ping, guid: randomUUID() }, false);
    return { status: 201, json: show(hook) };
  }

  #listHooks({ query }: Asked): Told {
    const length = Number(query.get("per_page") ?? 30);
    const from = (Number(query.get("page") ?? 1) - 1) * length;
    return { json: [...this.hooks.values()].slice(from, from + length).map(show) };
  }

  /** `cursor` is what the `Link` of the page before has. */
  #listDeliveries(hook: Hook, query: URLSearchParams): Told {
    const length = Number(query.get("per_page") ?? 30);
    const from = Number(query.get("cursor")?.slice(1) ?? 0);
    const page = this.deliveries.slice(from, from + length);
    const next = `https://api.github.com/repos/${this.repository}/hooks/${hook.id}/deliveries?per_page=${length}&cursor=v${from + length}`;
    const headers = from + length < this.deliveries.length ? { link: `<${next}>; rel="next"` } : {};
    return { headers, json: page };
  }

  async #sendAgain(hook: Hook, deliveryId: string): Promise<Told> {
    const delivery = this.deliveries.find(({ id }) => String(id) === deliveryId);
    if (delivery === undefined) return failed(404, "Not Found");
    // It is accepted, and done a little later.
    void this.#deliver(hook, this.#messages.get(delivery.guid)!, true);
    return { status: 202, json: {} };
  }

  async #deliver({ url, secret }: Hook, message: Message, redelivery: boolean): Promise<number> {
    const { event, guid, body } = message;
    this.#messages.set(guid, message);
    const headers = {
      "content-type": "application/json",
      "user-agent": "GitHub-Hookshot/044aadd",
      "x-github-delivery": guid,
      "x-github-event": event,
      "x-hub-signature-256": `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`,
    };
    const status = await this.#internet!.send(url, { headers, body }).then(
      (answer) => answer.status,
      () => 502,
    );
    this.#lastDelivery += 1n;
    this.deliveries.unshift({
      id: this.#lastDelivery,
      guid,
      delivered_at: new Date().toISOString(),
      redelivery,
      duration: 0.03,
      status: status < 300 ? "OK" : `Invalid HTTP Response: ${status}`,
      status_code: status,
      event,
      action: JSON.parse(body).action ?? null,
    });
    return status;
  }
}

function show({ id, url, events }: Hook): object {
  return { type: "Repository", id, name: "web", active: true, events, config: { url, content_type: "json" } };
}

function failed(status: number, message: string): Told {
  return { status, json: { message, documentation_url: "https://docs.github.com/rest", status: String(status) } };
}

/** https://docs.github.com/en/webhooks/webhook-events-and-payloads#issue_comment, shortened. */
export function issueComment(id: number, body: string): object {
  const at = new Date().toISOString().replace(/\.\d+/, "");
  const user = { id: 583231, login: "octocat" };
  const html_url = `https://github.com/octo-org/octo-repo/issues/3#issuecomment-${id}`;
  return {
    action: "created",
    issue: { id: 73464126, number: 3 },
    comment: { id, html_url, user, body, created_at: at, updated_at: at },
  };
}
