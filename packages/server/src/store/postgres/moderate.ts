import type { Decision } from "../../model/decision.ts";
import type { Enforcement } from "../../model/enforcement.ts";
import type { Entry } from "../journal-entry.ts";
import type { ItemChange, JobRecord, ModerationWrites } from "../moderating.ts";
import {
  decisionDocument,
  itemDocument,
  itemStatusToNumber,
  jobDocument,
  jobStatusToNumber,
  newestJobOf,
  platformKey,
  writtenJobs,
} from "../moderation-rows.ts";
import { bools, byteas, int4s, int8s, texts, textsWithoutNul } from "./arrays.ts";
import { type Batch, eventsOf, type Placed } from "./batch.ts";
import { together } from "./database.ts";
import { putDownReviews } from "./reviews.ts";
import { big, num, text } from "./rows.ts";
import { statement } from "./statement.ts";

/** From here on no other node writes them. */
const LOCK = statement("SELECT id, rev FROM item WHERE id = ANY ($1::bigint[]) ORDER BY id FOR UPDATE");
/** Relies on item_native. */
const KNOWN = statement(
  `SELECT i.site_no, i.platform, i.native_id
   FROM unnest($1::int[], $2::text[], $3::text[]) AS k(site_no, platform, native_id)
   JOIN item i ON i.site_no = k.site_no AND i.platform = k.platform AND i.native_id = k.native_id
     AND i.native_id IS NOT NULL`,
);
/** A twin that another node is just adding is waited for, and fails this; it is then found by the next try (commit.ts). */
const ADD_ITEMS = statement(
  `INSERT INTO item (id, site_no, rev, status, run, is_deleted, job, decision, created, platform, native_id,
     app_media_id, author_id, document)
   SELECT id, site_no, 1, status, run, is_deleted, job, decision, created, platform, native_id, app_media_id, author_id,
     document
   FROM unnest($1::bigint[], $2::int[], $3::int[], $4::int[], $5::boolean[], $6::bigint[], $7::bigint[], $8::bigint[],
     $9::text[], $10::text[], $11::text[], $12::text[], $13::text[])
     AS i(id, site_no, status, run, is_deleted, job, decision, created, platform, native_id, app_media_id, author_id,
       document)
   ORDER BY site_no, platform, native_id`,
);
const REVISE_ITEMS = statement(
  `UPDATE item i SET rev = i.rev + 1, status = c.status, run = c.run, is_deleted = c.is_deleted,
     job = coalesce(c.job, i.job), decision = coalesce(c.decision, i.decision), author_id = c.author_id,
     document = c.document
   FROM unnest($1::bigint[], $2::int[], $3::int[], $4::boolean[], $5::bigint[], $6::bigint[], $7::text[], $8::text[])
     AS c(id, status, run, is_deleted, job, decision, author_id, document)
   WHERE i.id = c.id`,
);
const PUT_JOBS = statement(
  `INSERT INTO job (id, item, site_no, run, status, event, callback, callback_url, callback_secret, end_event, deadline,
     document)
   SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::int[], $4::int[], $5::int[], $6::bigint[], $7::int[], $8::text[],
     $9::bytea[], $10::bigint[], $11::bigint[], $12::text[])
   ON CONFLICT (id) DO UPDATE
     SET status = excluded.status, end_event = excluded.end_event, document = excluded.document`,
);
const ADD_DECISIONS = statement(
  `INSERT INTO decision (id, item, site_no, document)
   SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::int[], $4::text[])`,
);
const PUT_ENFORCEMENTS = statement(
  `INSERT INTO enforcement AS known (decision, item, site_no, action, state, code, error, next_at, at)
   SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::int[], $4::text[], $5::text[], $6::text[], $7::text[],
     $8::bigint[], $9::bigint[]) AS e(decision, item, site_no, action, state, code, error, next_at, at) ORDER BY decision
   ON CONFLICT (decision) DO UPDATE SET state = excluded.state, code = excluded.code, error = excluded.error,
     next_at = excluded.next_at, at = excluded.at WHERE known.state = 'requested'`,
);

/** What an entry writes of items. */
export function moderationOf(entry: Entry): ModerationWrites | undefined {
  return entry.kind === "accept" || entry.kind === "settle" ? entry.moderation : undefined;
}

/**
 * Locks the items of entries that are to be written together, and notes in `batch.moved` which entries are about an item
 * that is not what it was. Of two about one item, the first counts.
 */
export async function lockItems(batch: Batch, placed: readonly Placed<Entry>[]): Promise<void> {
  const changing = placed.filter(({ entry }) => (moderationOf(entry)?.items.length ?? 0) > 0);
  if (changing.length === 0) return;
  const changes = changing.flatMap(({ entry }) => moderationOf(entry)!.items);
  const [revs, known] = await together([revsOf(batch, changes), knownOf(batch, changes)]);
  for (const { entry, index } of changing) {
    const { items } = moderationOf(entry)!;
    const isMoved = items.some((change) =>
      change.rev === null ? known.has(nameOf(change)) : revs.get(change.item.id) !== change.rev,
    );
    if (isMoved) {
      batch.moved.add(index);
      continue;
    }
    for (const change of items) {
      if (change.rev !== null) revs.delete(change.item.id);
      else if (change.item.origin.nativeId !== null) known.add(nameOf(change));
    }
  }
}

async function revsOf({ tx }: Batch, changes: readonly ItemChange[]): Promise<Map<bigint, number>> {
  const ids = changes.filter(({ rev }) => rev !== null).map(({ item }) => item.id);
  if (ids.length === 0) return new Map();
  return new Map((await tx.rows(LOCK, int8s(ids))).map((row) => [big(row, "id"), num(row, "rev")]));
}

/** The platforms' ids that are taken, of those that new items have. */
async function knownOf({ tx }: Batch, changes: readonly ItemChange[]): Promise<Set<string>> {
  const named = changes
    .filter(({ rev, item }) => rev === null && item.origin.nativeId !== null)
    .map(({ item }) => item);
  if (named.length === 0) return new Set();
  const rows = await tx.rows(
    KNOWN,
    int4s(named.map(({ siteNo }) => siteNo)),
    texts(named.map(({ origin }) => platformKey(origin.platform))),
    texts(named.map(({ origin }) => origin.nativeId)),
  );
  return new Set(rows.map((row) => keyOf(num(row, "site_no"), text(row, "platform"), text(row, "native_id"))));
}

function nameOf({ item: { siteNo, origin } }: ItemChange): string {
  return keyOf(siteNo, platformKey(origin.platform), origin.nativeId ?? "");
}

function keyOf(siteNo: number, platform: string, nativeId: string): string {
  return JSON.stringify([siteNo, platform, nativeId]);
}

/** Writes what entries make of items that have been locked. */
export async function writeModeration(batch: Batch, placed: readonly Placed<Entry>[]): Promise<void> {
  const writing = placed.flatMap(({ entry }) => {
    const moderation = moderationOf(entry);
    return moderation ? [{ moderation, events: eventsOf(entry) }] : [];
  });
  if (writing.length === 0) return;
  const changes = writing.flatMap(({ moderation }) => moderation.items);
  const jobs = writing.flatMap(({ moderation: { items }, events }) =>
    items.flatMap((change) => writtenJobs(change, events)),
  );
  const enforcements = writing.flatMap(({ moderation }) => moderation.enforcements);
  await together([
    addItems(
      batch,
      changes.filter(({ rev }) => rev === null),
    ),
    reviseItems(
      batch,
      changes.filter(({ rev }) => rev !== null),
    ),
    putJobs(batch, jobs),
    addDecisions(batch, changes),
    putEnforcements(batch, enforcements),
    putDownReviews(
      batch.tx,
      changes.filter(({ isPutDown }) => isPutDown).map(({ item }) => item.id),
    ),
  ]);
}

async function addItems({ tx }: Batch, changes: readonly ItemChange[]): Promise<void> {
  if (changes.length === 0) return;
  const items = changes.map(({ item }) => item);
  await tx.rows(
    ADD_ITEMS,
    int8s(items.map(({ id }) => id)),
    int4s(items.map(({ siteNo }) => siteNo)),
    int4s(items.map(({ status }) => itemStatusToNumber(status))),
    int4s(items.map(({ run }) => run)),
    bools(items.map(({ isDeleted }) => isDeleted)),
    int8s(changes.map((change) => newestJobOf(change)?.id ?? null)),
    int8s(changes.map(({ decision }) => decision?.id ?? null)),
    int8s(items.map(({ createdAt }) => createdAt)),
    texts(items.map(({ origin }) => platformKey(origin.platform))),
    texts(items.map(({ origin }) => origin.nativeId)),
    texts(items.map(({ origin }) => origin.appMediaId)),
    texts(items.map(({ author }) => author.id)),
    texts(items.map(itemDocument)),
  );
}

async function reviseItems({ tx }: Batch, changes: readonly ItemChange[]): Promise<void> {
  if (changes.length === 0) return;
  const items = changes.map(({ item }) => item);
  await tx.rows(
    REVISE_ITEMS,
    int8s(items.map(({ id }) => id)),
    int4s(items.map(({ status }) => itemStatusToNumber(status))),
    int4s(items.map(({ run }) => run)),
    bools(items.map(({ isDeleted }) => isDeleted)),
    int8s(changes.map((change) => newestJobOf(change)?.id ?? null)),
    int8s(changes.map(({ decision }) => decision?.id ?? null)),
    texts(items.map(({ author }) => author.id)),
    texts(items.map(itemDocument)),
  );
}

async function putJobs({ tx }: Batch, jobs: readonly JobRecord[]): Promise<void> {
  if (jobs.length === 0) return;
  await tx.rows(
    PUT_JOBS,
    int8s(jobs.map(({ id }) => id)),
    int8s(jobs.map(({ itemId }) => itemId)),
    int4s(jobs.map(({ siteNo }) => siteNo)),
    int4s(jobs.map(({ run }) => run)),
    int4s(jobs.map(({ status }) => jobStatusToNumber(status))),
    int8s(jobs.map(({ eventSeq }) => eventSeq)),
    int4s(jobs.map(({ callbackNo }) => callbackNo)),
    texts(jobs.map(({ callback }) => callback?.url ?? null)),
    byteas(jobs.map(({ callback }) => callback?.sealedSecret ?? null)),
    int8s(jobs.map(({ endSeq }) => endSeq)),
    int8s(jobs.map(({ deadline }) => deadline)),
    texts(jobs.map(jobDocument)),
  );
}

async function addDecisions({ tx }: Batch, changes: readonly ItemChange[]): Promise<void> {
  const deciding = changes.filter((change): change is ItemChange & { decision: Decision } => change.decision !== null);
  if (deciding.length === 0) return;
  await tx.rows(
    ADD_DECISIONS,
    int8s(deciding.map(({ decision }) => decision.id)),
    int8s(deciding.map(({ item }) => item.id)),
    int4s(deciding.map(({ item }) => item.siteNo)),
    texts(deciding.map(({ decision }) => decisionDocument(decision))),
  );
}

async function putEnforcements({ tx }: Batch, enforcements: readonly Enforcement[]): Promise<void> {
  // The last word of each counts: a statement touches no row twice.
  const last = [...new Map(enforcements.map((one) => [one.decisionId, one])).values()];
  if (last.length === 0) return;
  await tx.rows(
    PUT_ENFORCEMENTS,
    int8s(last.map(({ decisionId }) => decisionId)),
    int8s(last.map(({ itemId }) => itemId)),
    int4s(last.map(({ siteNo }) => siteNo)),
    texts(last.map(({ action }) => action)),
    texts(last.map(({ state }) => state)),
    texts(last.map(({ code }) => code)),
    // A platform's words may be in it.
    textsWithoutNul(last.map(({ error }) => error)),
    int8s(last.map(({ nextAt }) => nextAt)),
    int8s(last.map(({ at }) => at)),
  );
}
