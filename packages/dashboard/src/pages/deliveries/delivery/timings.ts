import type { Attempt } from "../queries.ts";

/** One step of an attempt, in milliseconds from its start. */
export interface Step {
  name: "DNS" | "Connect" | "TLS" | "Wait" | "Read";
  /** What happened in it. */
  what: string;
  startMs: number;
  durationMs: number;
}

/**
 * An attempt's time as steps that follow each other. The API tells how long name, connection and TLS took, when the answer's
 * headers were there, and the whole; the rest is waiting, or reading the answer.
 */
export function toSteps({ timings, response }: Pick<Attempt, "timings" | "response">): Step[] {
  const { dns_ms, connect_ms, tls_ms, first_byte_ms, total_ms } = timings;
  const steps: Step[] = [];
  let at = 0;
  const add = (name: Step["name"], what: string, durationMs: number | undefined) => {
    if (durationMs === undefined) return;
    steps.push({ name, what, startMs: at, durationMs });
    at += durationMs;
  };
  add("DNS", "looking up the name", dns_ms);
  add("Connect", "opening a connection", connect_ms);
  add("TLS", "agreeing on encryption", tls_ms);
  const answeredAt = first_byte_ms ?? total_ms;
  const waited = response === undefined ? "until it was given up" : "sending the request, until the answer began";
  if (answeredAt > at || response !== undefined) add("Wait", waited, Math.max(0, answeredAt - at));
  if (first_byte_ms !== undefined) add("Read", "reading the answer", Math.max(0, total_ms - first_byte_ms));
  return steps;
}

/** "850 ms" or "1.2 s". */
export function sayMs(ms: number): string {
  if (ms < 1) return `${Math.round(ms * 10) / 10} ms`;
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(ms < 10_000 ? 2 : 1)} s`;
}
