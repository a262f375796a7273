import { change, comment, flagging, rejection, submit } from "../store/conformance/items.ts";
import { Subject } from "../store/conformance/subject.ts";
import type { Place } from "./engines.ts";

export const LANE = -7n;
export const ANSWER = {
  siteNo: 1,
  keyHash: Uint8Array.of(0, 1, 255),
  bodyHash: Uint8Array.of(9),
  answer: '{"id":"a"}',
};

/** Bytes as a receiver may answer: no text, and a NUL among them. */
const BODY = Uint8Array.from({ length: 256 }, (_, byte) => byte);

/** The ids of what `furnish` made, by what is to be known of them. */
export type Furnished = Awaited<ReturnType<typeof furnish>>;

/**
 * Fills a store with one of everything, through the port, and closes it: sites and keys, webhooks with revisions and
 * tombstones, deliveries in every state, claims that nobody gave back.
 */
export async function furnish(place: Place) {
  const it = new Subject({ store: await place.open(), crash: () => Promise.reject(), cleanup: () => it.store.close() });
  const node = await it.join();
  await it.createWebhook(); // 1: with it, site 1
  const plain = 1;
  const ordered = await noOf(it.createWebhook(1, { ordering: "key" }));
  const deleted = await noOf(it.createWebhook(2));
  const { key, event } = await catalogueRows(it, ordered, deleted);

  const pending = await it.owe(node, it.target(plain), { externalId: "order 1", payload: '{"text":"\\u0000 🦊"}' });
  const claimed = await it.owe(node, it.target(plain, { isClaimed: true }), { occurredAt: it.now - 5 });
  const later = await it.owe(node, it.target(plain, { isClaimed: true }), { orderingKey: "k" });
  const failure = {
    failure: "http_status",
    statusCode: 503,
    responseBody: BODY,
    responseHeaders: [["a", "b"]],
  } as const;
  await it.settle(
    node,
    { webhookNo: plain, seq: later },
    { attempt: it.attempt(later, 1, failure), outcome: { kind: "retry", due: it.now + 60_000 } },
  );
  const cancelling = await it.owe(node, it.target(plain, { isClaimed: true }));
  await it.cancel(plain, cancelling);
  const lane = [];
  for (let n = 0; n < 3; n += 1) lane.push(await it.owe(node, it.target(ordered, { laneKey: LANE })));
  const ended = await ends(it, node, plain);
  const fanOut = it.event({ targets: [it.target(plain), it.target(ordered), it.target(plain + 500)] });
  await it.accept(node, fanOut);
  const answered = it.event();
  await it.commit(it.acceptEntry(node, [answered], { idempotency: ANSWER }));
  const told = await inbound(it, node, plain);
  const media = await moderated(it);
  await it.change({ kind: "delete_webhook", webhookNo: deleted, now: it.now });
  const { version, now } = it;
  await it.store.leave(node);
  await it.store.close();
  return {
    plain,
    ordered,
    deleted,
    key,
    event,
    pending,
    claimed,
    later,
    cancelling,
    lane,
    ended,
    fanOut,
    told,
    media,
    version,
    now,
  };
}

async function noOf(created: ReturnType<Subject["createWebhook"]>): Promise<number> {
  const result = await created;
  if (result.kind !== "changed") throw new Error(result.kind);
  return result.no;
}

async function catalogueRows(it: Subject, ordered: number, deleted: number) {
  const key = { id: it.take(), siteNo: 1, name: "a key", hash: Uint8Array.of(0, 3), hint: "abcd", createdAt: it.now };
  await it.change({ kind: "create_key", key: { ...key, scopes: ["events:write"] as never } });
  const event = { siteNo: 1, name: "user.created", description: null, schema: { type: "object" }, createdAt: it.now };
  await it.change({ kind: "put_event_type", eventType: event });
  await it.change({ kind: "create_site", site: site(it, "gone") });
  await it.change({ kind: "delete_site", siteNo: 3, now: it.now });
  const config = { ...(await it.store.readRevision(ordered, 1))!, timeoutMs: 1234 };
  await it.change({ kind: "revise_webhook", webhookNo: ordered, rev: 1, config, now: it.now });
  const reseal = { was: Uint8Array.of(1, 2, 3), sealedSecrets: Uint8Array.of(0, 0, 255) };
  await it.change({ kind: "reseal_webhook", webhookNo: deleted, ...reseal });
  return { key, event };
}

function site(it: Subject, name: string) {
  const row = { id: it.take(), name, description: 'a site\n"so named"', contract: "generic", isOperator: false };
  return { ...row, createdAt: it.now };
}

/** Sources, one of them deleted, what is noted of the other, and messages of each kind. */
async function inbound(it: Subject, node: Awaited<ReturnType<Subject["join"]>>, webhookNo: number) {
  const [source, gone] = [await noOf(it.createSource(1, { name: "ours" })), await noOf(it.createSource(2))];
  await it.change({ kind: "delete_source", sourceNo: gone, now: it.now });
  await it.store.note([{ sourceNo: source, key: "poll", value: '{"cursor":"a"}' }]);
  const message = it.message({ sourceNo: source, body: BODY, headers: [["a", "b"]] });
  const event = it.told(message, "e1", { targets: [it.target(webhookNo, { due: it.now + 120_000 })] });
  await it.receive(node, message, [event, it.told(message, "e2")]);
  const again = it.message({ sourceNo: source, origin: "replay", replayOf: message.seq });
  await it.receive(node, again, [it.told(again, "e1")]);
  const rejected = { verdict: "rejected", reason: "signature_mismatch", detail: "It is another's." } as const;
  await it.receive(node, it.message({ sourceNo: gone, ...rejected, body: Buffer.of(0), isBodyCut: true }), []);
  return { source, message, event };
}

/** A comment that was rejected and removed, one that waits for a person who has taken it, and what they are judged by. */
async function moderated(it: Subject) {
  const [rejected, flagged] = [await submit(it, comment(it, "c1")), await submit(it, comment(it, "c2"))];
  const decided = rejection(it, rejected);
  const about = { decisionId: decided.decision!.id, itemId: rejected.item.id, siteNo: 1, at: it.now };
  const enforcement = {
    ...about,
    action: "remove",
    state: "failed",
    code: "platform_failed",
    error: "It said no.",
    nextAt: null,
  } as const;
  const entry = it.acceptEntry(await it.join(), [it.event({ type: "comment.moderated" })]);
  await it.commit({ ...entry, moderation: { items: [decided], enforcements: [enforcement] } });
  await change(it, flagging(it, flagged));
  const notes = [{ by: "ann", apiKey: "desk", at: it.now, text: "Hm." }];
  const review = { itemId: flagged.item.id, siteNo: 1, rev: 0, assignee: "ann", claimedAt: it.now };
  await it.store.reviewItem({ ...review, isEscalated: true, notes });
  const group = { id: it.take(), siteNo: 1, version: 1, name: "ours", description: null, mode: "first_match" } as const;
  const rest = { priority: 1, active: true, defaultAction: null, thresholds: { hate: 0.5 }, rules: [] };
  await it.change({ kind: "create_rule_group", group: { ...group, ...rest } });
  const moderation = {
    siteNo: 1,
    rev: 0,
    config: { evaluators: [], thresholds: {} },
    sealedSecrets: Uint8Array.of(0, 9),
  };
  await it.change({ kind: "put_site_moderation", moderation });
  return { rejected: decided, flagged: flagged.item.id, enforcement };
}

async function ends(it: Subject, node: Awaited<ReturnType<Subject["join"]>>, webhookNo: number): Promise<bigint[]> {
  const seqs = [];
  for (const status of ["success", "failed", "cancelled"] as const) {
    const seq = await it.owe(node, it.target(webhookNo, { isClaimed: true }));
    const attempt = it.attempt(seq, 1, { message: `it ${status}`, requestHeaders: { "X-Signature": "abc" } });
    const outcome = { kind: "end", status, endedAt: it.now } as const;
    const health = status === "failed" ? "failing" : null;
    await it.settle(node, { webhookNo, seq }, { attempt, outcome, health });
    seqs.push(seq);
  }
  return seqs;
}
