/** A sample of a source's platform, sent to the source by the way that the platform itself would take. */
import { request as send } from "node:http";
import { receiveMessage, type SampleRequest, sampleRequest } from "@tabellary/receiver";
import type { CataloguedSource } from "../catalogue/catalogued-source.ts";
import type { Egress } from "../egress/egress.ts";
import { firstIdAt } from "../model/ids.ts";
import { toInboundExternalId } from "../model/inbound-id.ts";
import type { Message } from "../model/message.ts";
import type { Clock } from "../model/ports.ts";
import type { Reads } from "../store/reads.ts";

export interface SourceTestDeps {
  egress: Pick<Egress, "send">;
  store: Pick<Reads, "listEvents" | "listMessages" | "readMessage">;
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
/** A source keeps about one rejected message a second, and twenty at once. */
const REJECTED_MAX = 50;
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
  const message = await findKept({ store, clock }, source, sample, sentAt);
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

/** The message that was kept of the sample; null when there is none. */
async function findKept(
  { store, clock }: Pick<SourceTestDeps, "store" | "clock">,
  source: CataloguedSource,
  sample: SampleRequest,
  sentAt: number,
): Promise<Message | null> {
  const externalId = await externalIdOf(source, sample, sentAt);
  const from = firstIdAt(sentAt - CLOCKS_MS);
  for (let look = 1; ; look++) {
    const message =
      (externalId === null ? null : await findTold(store, source.siteNo, externalId)) ??
      (await findRejected(store, source.no, sample.body, from));
    if (message !== null || look === KEPT_LOOKS) return message;
    await new Promise<void>((resolve) => clock.after(KEPT_LOOK_MS, resolve));
  }
}

/** Of the sample's event, which no other sample has; however much else comes, it is found by that. Null: it tells of none. */
async function externalIdOf(source: CataloguedSource, sample: SampleRequest, sentAt: number): Promise<string | null> {
  const { platform, secrets } = source;
  const received = await receiveMessage({ platform, secret: secrets.credentials, now: sentAt, ...sample });
  const [event] = received.kind === "events" ? received.events : [];
  return event === undefined ? null : toInboundExternalId(source.id, event.eventId);
}

async function findTold(store: SourceTestDeps["store"], siteNo: number, externalId: string): Promise<Message | null> {
  const { rows } = await store.listEvents({ siteNo, type: null, externalId, before: null, from: 0n, limit: 1 });
  const messageSeq = rows[0]?.messageSeq ?? null;
  return messageSeq === null ? null : store.readMessage(messageSeq);
}

/** What was rejected has made no event: it is known by its body, and is among few. */
async function findRejected(
  store: SourceTestDeps["store"],
  sourceNo: number,
  body: string,
  from: bigint,
): Promise<Message | null> {
  const bytes = Buffer.from(body);
  const query = { sourceNo, verdict: "rejected", before: null, from, limit: REJECTED_MAX } as const;
  for (const { seq } of (await store.listMessages(query)).rows) {
    const message = await store.readMessage(seq);
    if (message !== null && bytes.equals(message.body)) return message;
  }
  return null;
}
