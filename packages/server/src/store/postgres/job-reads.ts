/** Reads of runs, of what was decided in them and of what followed. Each names the index it relies on. */
import type { Decision } from "../../model/decision.ts";
import type { Enforcement } from "../../model/enforcement.ts";
import type { DecisionQuery, JobQuery, JobRecord } from "../moderating.ts";
import {
  DECISION_COLUMNS,
  JOB_COLUMNS,
  jobStatusToNumber,
  toDecision,
  toEnforcement,
  toJob,
} from "../moderation-rows.ts";
import type { Page } from "../page.ts";
import type { Database, Tx } from "./database.ts";
import { MAX_SEQ } from "./reads.ts";
import { keyedBy, statement } from "./statement.ts";

/** What is read of one item at once. */
const OF_ITEM_MAX = 1_000;

const READ = statement(`SELECT ${JOB_COLUMNS} FROM job j WHERE j.id = $1`);

export async function readJob(tx: Tx, id: bigint): Promise<JobRecord | null> {
  const row = await tx.one(READ, id);
  return row === undefined ? null : toJob(row);
}

/** Relies on job_item. */
const OF_ITEM = statement(`SELECT ${JOB_COLUMNS} FROM job j WHERE j.item = $1 ORDER BY j.run LIMIT ${OF_ITEM_MAX}`);

export async function jobsOf(tx: Tx, itemId: bigint): Promise<readonly JobRecord[]> {
  return (await tx.rows(OF_ITEM, itemId)).map(toJob);
}

/** Relies on job_site. */
const NEWEST = statement(
  `SELECT ${JOB_COLUMNS} FROM job j WHERE ${keyedBy("j.site_no", "$1")} AND j.id < $2 AND j.id >= $3 ORDER BY j.id DESC LIMIT $4::int`,
);
/** Relies on job_status. */
const OF_STATUS = statement(
  `SELECT ${JOB_COLUMNS} FROM job j WHERE ${keyedBy("j.site_no", "$1")} AND ${keyedBy("j.status", "$5::int")} AND j.id < $2 AND j.id >= $3
   ORDER BY j.id DESC LIMIT $4::int`,
);

export async function listJobs(tx: Tx, query: JobQuery): Promise<Page<JobRecord>> {
  const { siteNo, status, before, from, limit } = query;
  const range = [siteNo, before ?? MAX_SEQ, from, limit] as const;
  const rows =
    status === null ? await tx.rows(NEWEST, ...range) : await tx.rows(OF_STATUS, ...range, jobStatusToNumber(status));
  return listPage(rows.map(toJob), limit);
}

/** Relies on job_open, whose predicate is repeated. Every node asks it every few seconds: one statement by itself. */
const DUE = statement(
  `SELECT ${JOB_COLUMNS} FROM {schema}.job j WHERE j.status < 3 AND j.deadline <= $1 ORDER BY j.deadline LIMIT $2::int`,
);

export async function jobsDue(db: Database, now: number, limit: number): Promise<readonly JobRecord[]> {
  return (await db.alone(DUE, now, limit)).map(toJob);
}

/** Relies on decision_item. */
const DECISIONS = statement(
  `SELECT ${DECISION_COLUMNS} FROM decision d WHERE d.item = $1 ORDER BY d.id LIMIT ${OF_ITEM_MAX}`,
);

export async function decisionsOf(tx: Tx, itemId: bigint): Promise<readonly Decision[]> {
  return (await tx.rows(DECISIONS, itemId)).map(toDecision);
}

/** Relies on decision_site. */
const NEWEST_DECISIONS = statement(
  `SELECT ${DECISION_COLUMNS} FROM decision d WHERE ${keyedBy("d.site_no", "$1")} AND d.id < $2 AND d.id >= $3
   ORDER BY d.id DESC LIMIT $4::int`,
);

export async function listDecisions(tx: Tx, query: DecisionQuery): Promise<Page<Decision>> {
  const { siteNo, before, from, limit } = query;
  return listPage((await tx.rows(NEWEST_DECISIONS, siteNo, before ?? MAX_SEQ, from, limit)).map(toDecision), limit);
}

function listPage<T extends { id: bigint }>(rows: readonly T[], limit: number): Page<T> {
  return { rows, next: rows.length === limit ? rows.at(-1)!.id : null };
}

/** Relies on enforcement_item. */
const ENFORCEMENTS = statement(`SELECT * FROM enforcement WHERE item = $1 ORDER BY decision LIMIT ${OF_ITEM_MAX}`);

export async function enforcementsOf(tx: Tx, itemId: bigint): Promise<readonly Enforcement[]> {
  return (await tx.rows(ENFORCEMENTS, itemId)).map(toEnforcement);
}

/** Relies on enforcement_open, whose predicate is repeated. */
const OWED = statement("SELECT * FROM enforcement WHERE state = 'requested' AND at <= $1 ORDER BY at LIMIT $2::int");

export async function enforcementsOwed(tx: Tx, before: number, limit: number): Promise<readonly Enforcement[]> {
  return (await tx.rows(OWED, before, limit)).map(toEnforcement);
}
