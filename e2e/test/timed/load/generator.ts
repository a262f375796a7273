/**
 * Sends events at a fixed rate, from a process of its own, whatever the hub does: request n goes at n / rate, and its
 * latency counts from there. So a hub that stalls is charged for every request it kept from being sent in time.
 */
import { createHmac } from "node:crypto";
import { Pool } from "undici";

export interface Load {
  url: string;
  key: string;
  perSecond: number;
  seconds: number;
  /** Event n has the type `types[n % types.length]`. */
  types: readonly string[];
  /** The length of an event's data. */
  bytes: number;
  /** They come as messages of the platform `generic` to this source. */
  source?: { path: string; secret: string };
}

export interface Measured {
  /** From when it was due to when its answer was read, in milliseconds. */
  latencies: readonly number[];
  statuses: Record<string, number>;
  /** How late the generator itself was in sending, in milliseconds: the noise of the machine. */
  lateness: readonly number[];
}

const CONNECTIONS = 128;
const TICK_MS = 1;

process.once("message", (load: Load) => {
  run(load).then((measured) => process.send!(measured, () => process.exit(0)));
});

async function run(load: Load): Promise<Measured> {
  const pool = new Pool(load.url, { connections: CONNECTIONS });
  const count = load.perSecond * load.seconds;
  const measured = { latencies: [] as number[], statuses: {} as Record<string, number>, lateness: [] as number[] };
  const open: Promise<void>[] = [];
  const startAt = performance.now() + TICK_MS;
  const dueAt = (n: number) => startAt + (n * 1000) / load.perSecond;
  let next = 0;
  await new Promise<void>((resolve) => {
    const tick = () => {
      const now = performance.now();
      for (; next < count && dueAt(next) <= now; next++) {
        measured.lateness.push(now - dueAt(next));
        open.push(send(pool, load, next, dueAt(next), measured));
      }
      if (next === count) resolve();
      else setTimeout(tick, TICK_MS);
    };
    tick();
  });
  await Promise.all(open);
  await pool.close();
  return measured;
}

async function send(
  pool: Pool,
  load: Load,
  n: number,
  dueAt: number,
  measured: { latencies: number[]; statuses: Record<string, number> },
): Promise<void> {
  const text = write(load.types[n % load.types.length]!, n, performance.timeOrigin + dueAt, load.bytes);
  const { statusCode, body } = await pool.request({ method: "POST", ...addressed(load, text), body: text });
  await body.dump();
  measured.latencies.push(performance.now() - dueAt);
  measured.statuses[statusCode] = (measured.statuses[statusCode] ?? 0) + 1;
}

function addressed({ key, source }: Load, body: string): { path: string; headers: Record<string, string> } {
  const type = { "content-type": "application/json" };
  if (source === undefined) return { path: "/v1/events", headers: { ...type, authorization: `Bearer ${key}` } };
  const signature = createHmac("sha256", source.secret).update(body).digest("hex");
  return { path: source.path, headers: { ...type, "x-webhook-signature": signature } };
}

/** `due_at`, in milliseconds since 1970, lets a receiver say how long the event took. */
function write(type: string, n: number, dueAt: number, bytes: number): string {
  const bare = JSON.stringify({ n, due_at: dueAt, padding: "" });
  return JSON.stringify({ type, data: { n, due_at: dueAt, padding: "x".repeat(Math.max(0, bytes - bare.length)) } });
}
