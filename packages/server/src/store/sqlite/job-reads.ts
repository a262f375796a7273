/** Reads of runs, of what was decided in them and of what followed. Each names the index it relies on. */
import type { DatabaseSync } from "node:sqlite";
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
import { MAX_SEQ } from "./reads.ts";
import { each, one, prepare } from "./rows.ts";

/** What is read of one item at once. */
const OF_ITEM_MAX = 1_000;

export function prepareReadJob(db: DatabaseSync): (id: bigint) => JobRecord | null {
  const read = prepare(db, `SELECT ${JOB_COLUMNS} FROM job j WHERE j.id = ?`);
  return (id) => {
    const row = one(read, id);
    return row === undefined ? null : toJob(row);
  };
}

/** Relies on job_item. */
export function prepareJobsOf(db: DatabaseSync): (itemId: bigint) => readonly JobRecord[] {
  const read = prepare(db, `SELECT ${JOB_COLUMNS} FROM job j WHERE j.item = ? ORDER BY j.run LIMIT ${OF_ITEM_MAX}`);
  return (itemId) => Array.from(each(read, itemId), toJob);
}

/** Relies on job_site, or on job_status. */
export function prepareListJobs(db: DatabaseSync): (query: JobQuery) => Page<JobRecord> {
  const newest = prepare(
    db,
    `SELECT ${JOB_COLUMNS} FROM job j WHERE j.site_no = ? AND j.id < ? AND j.id >= ? ORDER BY j.id DESC LIMIT ?`,
  );
  const ofStatus = prepare(
    db,
    `SELECT ${JOB_COLUMNS} FROM job j WHERE j.site_no = ? AND j.status = ? AND j.id < ? AND j.id >= ?
     ORDER BY j.id DESC LIMIT ?`,
  );
  return ({ siteNo, status, before, from, limit }) => {
    const range = [before ?? MAX_SEQ, from, limit] as const;
    const found =
      status === null ? each(newest, siteNo, ...range) : each(ofStatus, siteNo, jobStatusToNumber(status), ...range);
    return listPage(Array.from(found, toJob), limit);
  };
}

/** Relies on job_open: the predicate is repeated, or SQLite would not use it. */
export function prepareJobsDue(db: DatabaseSync): (now: number, limit: number) => readonly JobRecord[] {
  const read = prepare(
    db,
    `SELECT ${JOB_COLUMNS} FROM job j WHERE j.status < 3 AND j.deadline <= ? ORDER BY j.deadline LIMIT ?`,
  );
  return (now, limit) => Array.from(each(read, now, limit), toJob);
}

/** Relies on decision_item. */
export function prepareDecisionsOf(db: DatabaseSync): (itemId: bigint) => readonly Decision[] {
  const read = prepare(
    db,
    `SELECT ${DECISION_COLUMNS} FROM decision d WHERE d.item = ? ORDER BY d.id LIMIT ${OF_ITEM_MAX}`,
  );
  return (itemId) => Array.from(each(read, itemId), toDecision);
}

/** Relies on decision_site. */
export function prepareListDecisions(db: DatabaseSync): (query: DecisionQuery) => Page<Decision> {
  const newest = prepare(
    db,
    `SELECT ${DECISION_COLUMNS} FROM decision d WHERE d.site_no = ? AND d.id < ? AND d.id >= ?
     ORDER BY d.id DESC LIMIT ?`,
  );
  return ({ siteNo, before, from, limit }) =>
    listPage(Array.from(each(newest, siteNo, before ?? MAX_SEQ, from, limit), toDecision), limit);
}

function listPage<T extends { id: bigint }>(rows: readonly T[], limit: number): Page<T> {
  return { rows, next: rows.length === limit ? rows.at(-1)!.id : null };
}

/** Relies on enforcement_item. */
export function prepareEnforcementsOf(db: DatabaseSync): (itemId: bigint) => readonly Enforcement[] {
  const read = prepare(db, `SELECT * FROM enforcement WHERE item = ? ORDER BY decision LIMIT ${OF_ITEM_MAX}`);
  return (itemId) => Array.from(each(read, itemId), toEnforcement);
}

/** Relies on enforcement_open: the predicate is repeated, or SQLite would not use it. */
export function prepareEnforcementsOwed(db: DatabaseSync): (before: number, limit: number) => readonly Enforcement[] {
  const read = prepare(db, "SELECT * FROM enforcement WHERE state = 'requested' AND at <= ? ORDER BY at LIMIT ?");
  return (before, limit) => Array.from(each(read, before, limit), toEnforcement);
}
