/** Who sends events to the hub that is being killed, and what they know of each request afterwards. */
import { Pool } from "undici";
import { noteAnswer, type Sent, toRequest, toSend } from "../../../account/sent.ts";
import { seeded } from "../../../harness/random.ts";

/** What a sender's events are about; the webhooks subscribe to these. */
const KINDS = ["order.placed", "stock.changed", "note.taken"];

export interface Hub {
  url: string;
  adminKey: string;
}

const ORDERING_KEYS = 10;
const BATCH_MAX = 20;

export interface Sender {
  /** Sends one request after the other until the hub is gone. */
  sendTo(hub: Hub): Promise<void>;
  readonly sent: readonly Sent[];
  /** Its requests that have been answered. */
  answered(): number;
}

/** The kind of sender goes by its number: one event a request, or batches; every second one with idempotency keys. */
export function createSender(number: number, seed: number, nextRef: () => number): Sender {
  const random = seeded(seed * 31 + number);
  const sent: Sent[] = [];
  let answers = 0;
  const hasKeys = number % 2 === 1;
  const sendsBatches = number % 3 === 2;
  let open: Sent | undefined;

  function write(): Sent {
    const count = sendsBatches ? 2 + Math.floor(random() * (BATCH_MAX - 1)) : 1;
    const events = Array.from({ length: count }, () => {
      const kind = KINDS[Math.floor(random() * KINDS.length)]!;
      const orderingKey = kind === "stock.changed" ? `key-${Math.floor(random() * ORDERING_KEYS)}` : null;
      return { ref: nextRef(), kind, orderingKey };
    });
    const idempotencyKey = hasKeys ? `sender-${number}-${sent.length}` : null;
    const request = toSend(events, idempotencyKey, sendsBatches);
    sent.push(request);
    return request;
  }

  return {
    sent,
    answered: () => answers,
    async sendTo(hub) {
      const pool = new Pool(hub.url, { connections: 1 });
      try {
        for (;;) {
          // Only a request with an idempotency key may be repeated when its answer was lost.
          open ??= write();
          const request = open;
          if (request.idempotencyKey === null) open = undefined;
          await post(pool, hub, request);
          answers += 1;
          open = undefined;
        }
      } catch (error) {
        if (!isHubGone(error)) throw error;
      } finally {
        await pool.destroy();
      }
    },
  };
}

async function post(pool: Pool, hub: Hub, request: Sent): Promise<void> {
  request.tries += 1;
  const { statusCode, headers, body } = await pool.request(toRequest(request, hub.adminKey));
  // The status line is the acknowledgement, whether or not the rest still comes.
  if (statusCode === 202) request.acknowledgedAt ??= performance.now();
  const text = await body.text();
  if (statusCode !== 202) throw new Error(`The hub answered ${statusCode}: ${text}`);
  noteAnswer(request, headers, text);
}

function isHubGone(error: unknown): boolean {
  const code = (error as { code?: string }).code ?? "";
  return ["UND_ERR_SOCKET", "ECONNREFUSED", "ECONNRESET", "EPIPE", "UND_ERR_DESTROYED"].includes(code);
}
