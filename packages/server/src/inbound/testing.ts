/** A sample of a source's platform, sent to the source by the way that the platform itself would take. */
import { request as send } from "node:http";
import { type SampleRequest, sampleRequest } from "@tabellary/receiver";
import type { CataloguedSource } from "../catalogue/catalogued-source.ts";
import type { Egress } from "../egress/egress.ts";
import { firstIdAt } from "../model/ids.ts";
import type { Message } from "../model/message.ts";
import type { Clock } from "../model/ports.ts";
import type { Reads } from "../store/reads.ts";

export interface SourceTestDeps {
  egress: Pick<Egress, "send">;
  store: Pick<Reads, "listMessages" | "readMessage">;
  clock: Pick<Clock, "now" | "monotonic" | "after">;
}

/** Where the sample goes. `isOwn`: no public address is known, so it goes to where this process listens. */
export interface IngressAddress {
  url: string;
  isOwn: boolean;
}

export type SourceTested =
  /** Nobody but the platform could make one, or there is nothing to sign with: a sentence. */
  | { kind: "unsupported"; sentence: string }
  /** It did not get there: a sentence. */
  | { kind: "unanswered"; sentence: string; durationMs: number }
  /** `message`: what was kept of it. Null: nothing. */
  | { kind: "answered"; status: number; body: string; durationMs: number; message: Message | null };

interface Answer {
  status: number;
  body: string;
}

const ANSWER_MS_MAX = 10_000;
const ANSWER_BYTES_MAX = 4_096;
/** What was rejected is written when its answer has gone out. */
const KEPT_LOOKS = 10;
const KEPT_LOOK_MS = 50;
const NEWEST = 20;
/** The node that takes it may have another clock. */
const CLOCKS_MS = 5_000;

/** Never rejects but for the store. */
export async function testSource(
  { egress, store, clock }: SourceTestDeps,
  source: CataloguedSource,
  address: IngressAddress,
): Promise<SourceTested> {
  const sentAt = clock.now();
  const sample = sampleRequest(source.platform, source.secrets.credentials, sentAt);
  if ("unsupported" in sample) return { kind: "unsupported", sentence: sample.unsupported };
  const began = clock.monotonic();
  const answer = await (address.isOwn ? sendToSelf(address.url, sample) : sendOut(egress, address.url, sample));
  const durationMs = Math.round(clock.monotonic() - began);
  if ("sentence" in answer) return { kind: "unanswered", ...answer, durationMs };
  const message = await findKept({ store, clock }, source.no, sample.body, firstIdAt(sentAt - CLOCKS_MS));
  return { kind: "answered", ...answer, durationMs, message };
}

async function sendOut(
  egress: Pick<Egress, "send">,
  url: string,
  { method, headers, body }: SampleRequest,
): Promise<Answer | { sentence: string }> {
  const outcome = await egress.send({
    url,
    method,
    headers: { ...headers },
    body,
    timeoutMs: ANSWER_MS_MAX,
    bodyBytesMax: ANSWER_BYTES_MAX,
  });
  if (outcome.kind === "failure") return { sentence: outcome.message };
  return { status: outcome.status, body: new TextDecoder().decode(outcome.body) };
}

/** Not by egress, which guards what is private from whoever may choose an address; nobody chose this one. */
function sendToSelf(url: string, { method, headers, body }: SampleRequest): Promise<Answer | { sentence: string }> {
  return new Promise((resolve) => {
    const request = send(url, { method, headers: { ...headers }, timeout: ANSWER_MS_MAX }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        const text = Buffer.concat(chunks).subarray(0, ANSWER_BYTES_MAX).toString("utf8");
        resolve({ status: response.statusCode ?? 0, body: text });
      });
    });
    request.on("timeout", () => request.destroy(new Error(`no answer within ${ANSWER_MS_MAX} ms`)));
    request.on("error", ({ message }) => resolve({ sentence: `This hub could not be reached at ${url}: ${message}.` }));
    request.end(body);
  });
}

/** The message with the sample's body: no two samples have the same. */
async function findKept(
  { store, clock }: Pick<SourceTestDeps, "store" | "clock">,
  sourceNo: number,
  body: string,
  from: bigint,
): Promise<Message | null> {
  const bytes = Buffer.from(body);
  for (let look = 1; ; look++) {
    const { rows } = await store.listMessages({ sourceNo, verdict: null, before: null, from, limit: NEWEST });
    for (const { seq } of rows) {
      const message = await store.readMessage(seq);
      if (message !== null && bytes.equals(message.body)) return message;
    }
    if (look === KEPT_LOOKS) return null;
    await new Promise<void>((resolve) => clock.after(KEPT_LOOK_MS, resolve));
  }
}
