/** A platform that sends signed messages to a source, sends again what was not answered, and some of it twice for nothing. */
import { Pool } from "undici";
import type { Api } from "../harness/api.ts";
import { eventually } from "../harness/eventually.ts";
import { hexHmac } from "../harness/hmac.ts";
import { seeded } from "../harness/random.ts";

export interface Message {
  /** The platform's id of the event. */
  id: string;
  acknowledged: boolean;
  tries: number;
}

export interface PlatformOptions {
  /** `/in/…` */
  path: string;
  secret: string;
  seed: number;
  /** Messages go one after the other on so many connections. */
  senders: number;
}

/** Of so many answered messages one is sent again, as platforms do whose own record was lost. */
const NEEDLESS = 0.1;
const LOOKING = { everyMs: 2 };
const PADDING = "lorem ipsum ".repeat(60);

export class SendingPlatform {
  readonly sent: Message[] = [];
  readonly #options: PlatformOptions;
  readonly #random: () => number;
  /** What has no answer yet: sent first when there is somebody again. */
  readonly #open: Message[] = [];

  constructor(options: PlatformOptions) {
    this.#options = options;
    this.#random = seeded(options.seed);
  }

  get acknowledged(): readonly Message[] {
    return this.sent.filter(({ acknowledged }) => acknowledged);
  }

  /** Sends until nobody answers any more. */
  async sendTo(url: string): Promise<void> {
    await Promise.all(Array.from({ length: this.#options.senders }, () => this.#sendOn(url)));
  }

  /** Resolves when so many more messages have been acknowledged. */
  async untilMore(count: number): Promise<void> {
    const enough = this.acknowledged.length + count;
    const look = async () => this.acknowledged.length;
    await eventually(look, (acknowledged) => acknowledged >= enough, { ...LOOKING, what: `${enough} messages` });
  }

  /** Sends again what was never answered, to somebody who stays. */
  async settle(url: string): Promise<void> {
    const pool = new Pool(url, { connections: 1 });
    for (const message of this.#open.splice(0)) await this.#send(pool, message);
    await pool.close();
  }

  async #sendOn(url: string): Promise<void> {
    const pool = new Pool(url, { connections: 1 });
    let message: Message | undefined;
    try {
      for (;;) {
        message = this.#open.shift() ?? this.#next();
        await this.#send(pool, message);
        message = undefined;
      }
    } catch (error) {
      if (!isGone(error)) throw error;
      if (message !== undefined && !message.acknowledged) this.#open.push(message);
    } finally {
      await pool.destroy();
    }
  }

  #next(): Message {
    const known = this.sent[Math.floor(this.#random() * this.sent.length)];
    if (known?.acknowledged === true && this.#random() < NEEDLESS) return known;
    const message = { id: `evt_${this.sent.length + 1}`, acknowledged: false, tries: 0 };
    this.sent.push(message);
    return message;
  }

  async #send(pool: Pool, message: Message): Promise<void> {
    message.tries += 1;
    const { path, secret } = this.#options;
    const body = JSON.stringify({ id: message.id, type: "load.message", data: { ref: message.id, padding: PADDING } });
    const headers = { "content-type": "application/json", "x-webhook-signature": hexHmac(secret, body) };
    const answer = await pool.request({ method: "POST", path, headers, body });
    // The status line is the acknowledgement, whether or not the rest still comes.
    if (answer.statusCode === 200) message.acknowledged = true;
    const text = await answer.body.text();
    if (answer.statusCode !== 200) throw new Error(`The hub answered ${answer.statusCode}: ${text}`);
  }
}

function isGone(error: unknown): boolean {
  const code = (error as { code?: string }).code ?? "";
  return ["UND_ERR_SOCKET", "ECONNREFUSED", "ECONNRESET", "EPIPE", "UND_ERR_DESTROYED"].includes(code);
}

/** What the hub says of a message and of an event, as far as the account needs it. */
export interface Kept {
  /** By the platform's id: the hub's events, with the message that each came of. */
  events: Map<string, { id: string; messageId: string }[]>;
  /** Verdicts by the message's id. */
  verdicts: Map<string, string>;
}

const PAGE = 200;

/** Reads all of it through the API. */
export async function readKept(api: Api, sourceId: string): Promise<Kept> {
  const kept: Kept = { events: new Map(), verdicts: new Map() };
  for await (const event of pages(api, "/v1/events", "events")) {
    const { id, message_id: messageId } = event;
    // `src_…:` and the platform's id.
    const platformId = event.external_id.slice(event.external_id.indexOf(":") + 1);
    kept.events.set(platformId, [...(kept.events.get(platformId) ?? []), { id, messageId }]);
  }
  for await (const { id, verdict } of pages(api, `/v1/sources/${sourceId}/messages`, "messages")) {
    kept.verdicts.set(id, verdict);
  }
  return kept;
}

async function* pages(api: Api, path: string, name: string) {
  for (let cursor: string | null = ""; cursor !== null; ) {
    const query: string = cursor === "" ? "" : `&cursor=${cursor}`;
    const page = await api.expect(200, api.get(`${path}?limit=${PAGE}${query}`));
    yield* page[name];
    cursor = page.next_cursor;
  }
}

/** What must not be: each a sentence. */
export function findFaults(platform: SendingPlatform, { events, verdicts }: Kept): string[] {
  const faults: string[] = [];
  for (const { id } of platform.acknowledged) {
    const told = events.get(id) ?? [];
    if (told.length === 0) faults.push(`${id} was acknowledged, and has no event`);
  }
  for (const [id, told] of events) {
    if (told.length > 1) faults.push(`${id} has ${told.length} events`);
    for (const { id: eventId, messageId } of told) {
      const verdict = verdicts.get(messageId);
      if (verdict !== "accepted") faults.push(`${eventId} came of ${messageId}, which is ${verdict}`);
    }
  }
  const accepted = [...verdicts.values()].filter((verdict) => verdict === "accepted").length;
  if (accepted !== events.size) faults.push(`${accepted} messages were accepted, and there are ${events.size} events`);
  return faults;
}
