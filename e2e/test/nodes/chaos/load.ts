/** The load: what it is about, who subscribes to it, and who sends it to whichever node answers. */
import { setTimeout } from "node:timers/promises";
import { Agent } from "undici";
import { noteAnswer, type Sent, toRequest, toSend } from "../../../account/sent.ts";
import type { Wish } from "../../../account/webhooks.ts";
import type { ClusterNode } from "../../../harness/nodes.ts";
import { seeded } from "../../../harness/random.ts";

const QUICK = { chance: 0.03, msMin: 0, msMax: 60 };

export const WEBHOOKS: readonly Wish[] = [
  { name: "in-order", events: ["order.placed"], ordering: "webhook", fails: 0.02, isSlow: QUICK },
  { name: "in-order-by-key", events: ["stock.changed"], ordering: "key", fails: 0.03, isSlow: QUICK },
  { name: "flaky", events: ["note.*"], ordering: "none", fails: 0.25, isSlow: QUICK },
  { name: "slow", events: ["note.long"], ordering: "none", fails: 0, isSlow: { chance: 1, msMin: 300, msMax: 2_000 } },
  { name: "everything", events: ["*"], ordering: "none", fails: 0.02, isSlow: QUICK },
];

export const RETRY_SCHEDULE = [0, 0.1, 0.2, 0.5, ...new Array<number>(16).fill(1)];

const SENDERS = 24;
/** Every so many senders one sends batches. */
const BATCHES_EVERY = 4;
const BATCH_MAX = 20;
const KEYS_PER_SENDER = 12;
/** An answer that has not come by then is looked for at another node. */
const PATIENCE_MS = 2_500;
/** A node that did not answer is passed over for so long, as a load balancer would. */
const AVOIDED_MS = 5_000;
const PAUSE_MS = 50;

/** A try that did not end with a 202. */
export interface Trouble {
  /** Milliseconds since 1970. */
  at: number;
  node: number;
  what: string;
}

export interface Load {
  readonly sent: readonly Sent[];
  readonly troubles: readonly Trouble[];
  acknowledgedEvents(): number;
  /** No new requests; resolves when every one under way has been acknowledged. */
  stop(): Promise<void>;
}

/** Sends about `rate` events a second. */
export function startLoad(nodes: readonly ClusterNode[], apiKey: string, seed: number, rate: number): Load {
  const meanBatch = (2 + BATCH_MAX) / 2;
  const perRound = SENDERS * (1 - 1 / BATCHES_EVERY) + (SENDERS / BATCHES_EVERY) * meanBatch;
  const everyMs = (perRound / rate) * 1_000;
  const agent = new Agent({ connections: SENDERS });
  const shared = { nodes, apiKey, agent, everyMs, sent: [] as Sent[], troubles: [] as Trouble[] };
  const stopping = new AbortController();
  let refs = 0;
  let acknowledged = 0;
  const senders = Array.from({ length: SENDERS }, (_, number) =>
    runSender({
      ...shared,
      number,
      random: seeded(seed * 31 + number),
      nextRef: () => ++refs,
      isOver: stopping.signal,
      onAcknowledged: (request) => {
        acknowledged += request.events.length;
      },
    }),
  );
  return {
    sent: shared.sent,
    troubles: shared.troubles,
    acknowledgedEvents: () => acknowledged,
    async stop() {
      stopping.abort();
      await Promise.all(senders);
      await agent.destroy();
    },
  };
}

interface SenderDeps {
  nodes: readonly ClusterNode[];
  apiKey: string;
  agent: Agent;
  everyMs: number;
  sent: Sent[];
  troubles: Trouble[];
  number: number;
  random: () => number;
  nextRef: () => number;
  isOver: AbortSignal;
  onAcknowledged(request: Sent): void;
}

/** One request after the other, each repeated under its key until it is acknowledged: so its keys are sent in order. */
async function runSender(deps: SenderDeps): Promise<void> {
  const { random, everyMs, sent, isOver } = deps;
  const avoidedUntil = new Map<ClusterNode, number>();
  await pause(random() * everyMs, isOver);
  for (let count = 0; !isOver.aborted; count += 1) {
    const startedAt = performance.now();
    const request = write(deps, count);
    sent.push(request);
    await sendUntilAcknowledged(deps, request, avoidedUntil);
    const restMs = everyMs * (0.5 + random()) - (performance.now() - startedAt);
    if (restMs > 0) await pause(restMs, isOver);
  }
}

function write({ number, random, nextRef }: SenderDeps, count: number): Sent {
  const isBatch = number % BATCHES_EVERY === 0;
  const length = isBatch ? 2 + Math.floor(random() * (BATCH_MAX - 1)) : 1;
  const events = Array.from({ length }, () => {
    const kind = kindOf(random());
    const key = `key-${number}-${Math.floor(random() * KEYS_PER_SENDER)}`;
    return { ref: nextRef(), kind, orderingKey: kind === "stock.changed" ? key : null };
  });
  return toSend(events, `sender-${number}-${count}`, isBatch);
}

function kindOf(chance: number): string {
  if (chance < 0.15) return "order.placed";
  if (chance < 0.6) return "stock.changed";
  return chance < 0.95 ? "note.short" : "note.long";
}

async function sendUntilAcknowledged(
  deps: SenderDeps,
  request: Sent,
  avoidedUntil: Map<ClusterNode, number>,
): Promise<void> {
  const { nodes, random, troubles } = deps;
  for (;;) {
    const now = performance.now();
    const open = nodes.filter((node) => (avoidedUntil.get(node) ?? 0) <= now);
    const choice = open.length > 0 ? open : nodes;
    const node = choice[Math.floor(random() * choice.length)]!;
    const what = await post(deps, node, request);
    if (what === null) return deps.onAcknowledged(request);
    troubles.push({ at: Date.now(), node: node.number, what });
    avoidedUntil.set(node, performance.now() + AVOIDED_MS);
    await setTimeout(PAUSE_MS);
  }
}

/** Null when it was acknowledged; else why not. Throws when the answer is one that nobody should get. */
async function post({ agent, apiKey }: SenderDeps, node: ClusterNode, request: Sent): Promise<string | null> {
  request.tries += 1;
  let said: { statusCode: number; headers: Record<string, string | string[] | undefined>; text: string };
  try {
    const { statusCode, headers, body } = await agent.request({
      origin: node.lastUrl,
      signal: AbortSignal.timeout(PATIENCE_MS),
      ...toRequest(request, apiKey),
    });
    // The status line is the acknowledgement, whether or not the rest still comes.
    if (statusCode === 202) request.acknowledgedAt ??= performance.now();
    said = { statusCode, headers, text: await body.text() };
  } catch (error) {
    const { name, code } = error as Error & { code?: string };
    return name === "TimeoutError" ? "no answer in time" : `connection: ${code ?? name}`;
  }
  if (said.statusCode === 202) {
    noteAnswer(request, said.headers, said.text);
    return null;
  }
  if (said.statusCode === 503 || said.statusCode === 429) return `${said.statusCode} ${codeOf(said.text)}`;
  throw new Error(`Node ${node.number} answered ${said.statusCode}: ${said.text}`);
}

function codeOf(text: string): string {
  try {
    return JSON.parse(text).code;
  } catch {
    return "";
  }
}

async function pause(ms: number, isOver: AbortSignal): Promise<void> {
  await setTimeout(ms, undefined, { signal: isOver }).catch(() => undefined);
}
