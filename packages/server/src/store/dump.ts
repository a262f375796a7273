/**
 * What a store is moved by: its tables with their columns, in the order in which a dump has them, and the three things
 * an engine does for it (sqlite/dump.ts, postgres/dump.ts). Claims are left out: nobody has anything of what was moved.
 */

/** As PostgreSQL has it; SQLite keeps numbers in 64 bits, booleans as 0 and 1, lists as packed bytes. `?`: or null. */
export type DumpKind = "int4" | "int8" | "bool" | "text" | "bytes" | "int4s" | "int8s";

/** By kind: number, bigint, boolean, string, bytes, array of numbers, array of bigints. */
export type DumpValue = number | bigint | boolean | string | Uint8Array | readonly number[] | readonly bigint[] | null;
export type DumpRow = readonly DumpValue[];

export interface DumpColumn {
  name: string;
  kind: DumpKind;
  isNullable: boolean;
  /** The format of dumps (moving/format.ts) that has it first. Null in whatever comes from an earlier one. */
  since: number;
}

export interface DumpTable {
  name: string;
  columns: readonly DumpColumn[];
  /** The columns that rows are ordered by: those of the primary key. */
  key: readonly string[];
  /** Its `no` is given by the engine, and goes on above the highest. */
  isNumbered: boolean;
  /** Which rows are moved, where not all are. */
  where: string;
  /** The format of dumps that has it first. */
  since: number;
}

interface TableOptions {
  where?: string;
  since?: number;
  /** Columns that came later than their table, each with the format that has it first. */
  later?: Readonly<Record<string, number>>;
}

function table(
  name: string,
  key: string,
  columns: Record<string, DumpKind | `${DumpKind}?`>,
  { where = "true", since = 1, later = {} }: TableOptions = {},
): DumpTable {
  return {
    name,
    key: key.split(" "),
    where,
    since,
    isNumbered: key === "no",
    columns: Object.entries(columns).map(([column, kind]) => ({
      name: column,
      kind: kind.replace("?", "") as DumpKind,
      isNullable: kind.endsWith("?"),
      since: later[column] ?? since,
    })),
  };
}

/** What came with the sources. */
const INBOUND = { since: 2 };
/** What came with the items. */
const MODERATION = { since: 3 };
/** What came with addresses of single jobs. */
const JOB_CALLBACKS = 4;
/** What came with why an enforcement failed, and when it goes on. */
const ENFORCEMENT_CODES = 4;

/** What came with the time at which the health of a webhook turned. */
const HEALTH_SINCE = 4;

/** The lanes before what stands in them, messages before their events, those before what is owed of them: as they came about. */
export const DUMP_TABLES: readonly DumpTable[] = [
  // What else is in it is the store's own.
  table("meta", "key", { key: "text", value: "int8" }, { where: "key = 'catalogue_version'" }),
  table("site", "no", {
    no: "int4",
    id: "int8",
    name: "text",
    description: "text?",
    contract: "text",
    is_operator: "bool",
    created: "int8",
    deleted: "int8?",
  }),
  table("api_key", "no", {
    no: "int4",
    id: "int8",
    site_no: "int4?",
    name: "text",
    hash: "bytes",
    hint: "text",
    scopes: "text",
    created: "int8",
  }),
  table("event_type", "site_no name", {
    site_no: "int4",
    name: "text",
    description: "text?",
    schema: "text?",
    created: "int8",
  }),
  table(
    "webhook",
    "no",
    {
      no: "int4",
      id: "int8",
      site_no: "int4",
      rev: "int4",
      secrets: "bytes",
      health: "text",
      created: "int8",
      created_version: "int8",
      deleted: "int8?",
      deleted_version: "int8?",
      inner_key: "text?",
      health_since: "int8?",
    },
    { later: { inner_key: MODERATION.since, health_since: HEALTH_SINCE } },
  ),
  table("webhook_rev", "webhook_no rev", {
    webhook_no: "int4",
    rev: "int4",
    version: "int8",
    config: "text",
    created: "int8",
  }),
  table(
    "source",
    "no",
    {
      no: "int4",
      id: "int8",
      site_no: "int4",
      rev: "int4",
      config: "text",
      secrets: "bytes",
      created: "int8",
      deleted: "int8?",
    },
    INBOUND,
  ),
  table("source_note", "source_no key", { source_no: "int4", key: "text", value: "text" }, INBOUND),
  table(
    "rule_group",
    "id",
    { id: "int8", site_no: "int4", version: "int4", highest: "int8", config: "text" },
    MODERATION,
  ),
  table("site_moderation", "site_no", { site_no: "int4", rev: "int4", config: "text", secrets: "bytes" }, MODERATION),
  table("type_name", "no", { no: "int4", name: "text" }),
  table(
    "message",
    "seq",
    {
      seq: "int8",
      source_no: "int4",
      origin: "int4",
      verdict: "int4",
      replay_of: "int8?",
      is_cut: "bool",
      reason: "text?",
      detail: "text?",
      method: "text",
      query: "text",
      remote: "text?",
      made: "int8s",
      repeated: "int8s",
      headers: "text",
      body: "bytes",
    },
    INBOUND,
  ),
  table(
    "event",
    "seq",
    {
      seq: "int8",
      site_no: "int4",
      type_no: "int4",
      version: "int8",
      ordering_key: "text?",
      external_id: "text?",
      occurred: "int8?",
      targets: "int4s",
      payload: "text",
      message: "int8?",
    },
    { later: { message: INBOUND.since } },
  ),
  table(
    "item",
    "id",
    {
      id: "int8",
      site_no: "int4",
      rev: "int4",
      status: "int4",
      run: "int4",
      is_deleted: "bool",
      job: "int8",
      decision: "int8?",
      created: "int8",
      platform: "text",
      native_id: "text?",
      app_media_id: "text?",
      author_id: "text?",
      document: "text",
    },
    MODERATION,
  ),
  table(
    "job",
    "id",
    {
      id: "int8",
      item: "int8",
      site_no: "int4",
      run: "int4",
      status: "int4",
      event: "int8?",
      callback: "int4?",
      callback_url: "text?",
      callback_secret: "bytes?",
      end_event: "int8?",
      deadline: "int8",
      document: "text",
    },
    {
      ...MODERATION,
      later: { callback_url: JOB_CALLBACKS, callback_secret: JOB_CALLBACKS, end_event: JOB_CALLBACKS },
    },
  ),
  table("decision", "id", { id: "int8", item: "int8", site_no: "int4", document: "text" }, MODERATION),
  table(
    "enforcement",
    "decision",
    {
      decision: "int8",
      item: "int8",
      site_no: "int4",
      action: "text",
      state: "text",
      code: "text?",
      error: "text?",
      next_at: "int8?",
      at: "int8",
    },
    { ...MODERATION, later: { code: ENFORCEMENT_CODES, next_at: ENFORCEMENT_CODES } },
  ),
  table("review", "item", { item: "int8", site_no: "int4", rev: "int4", document: "text" }, MODERATION),
  table("lane", "webhook_no lane_key", { webhook_no: "int4", lane_key: "int8", next_seq: "int8", touched: "int8" }),
  table("queue", "webhook_no seq", {
    webhook_no: "int4",
    seq: "int8",
    place: "int4",
    rev: "int4",
    due: "int8",
    attempts: "int4",
    schedule_from: "int4",
    lane_key: "int8?",
    lane_seq: "int8?",
    cancelling: "bool",
  }),
  table("delivery", "webhook_no seq", {
    webhook_no: "int4",
    seq: "int8",
    place: "int4",
    type_no: "int4",
    rev: "int4",
    status: "int4",
    code: "int4?",
    error: "text?",
    attempts: "int4",
    schedule_from: "int4",
    lane_seq: "int8?",
    ended: "int8",
  }),
  table("attempt", "seq", {
    seq: "int8",
    delivery_seq: "int8",
    number: "int4",
    rev: "int4",
    started: "int8",
    ms: "int4",
    code: "int4?",
    failure: "text?",
    message: "text?",
    timings: "text",
    request: "text",
    response: "text?",
    body: "bytes?",
    is_cut: "bool",
  }),
  table("idempotency", "site_no key_hash", {
    site_no: "int4",
    key_hash: "bytes",
    body_hash: "bytes",
    answer: "text",
    created: "int8",
  }),
];

/** A row of `meta`: when the store was exported, in milliseconds since 1970. */
export const MOVED = "moved";

export interface DumpSource {
  /** Such as `SQLite 3.50.4`. */
  engine: string;
  /** The number of its last migration. */
  schema: number;
  /** All rows of a table in the order of its key, in pages that fit in memory. */
  pages(table: DumpTable): AsyncIterable<readonly DumpRow[]>;
}

export interface DumpTarget {
  /** Tables come in the order of `DUMP_TABLES`. */
  add(table: DumpTable, rows: readonly DumpRow[]): Promise<void>;
}

export interface ReadOutOptions {
  /** Milliseconds since 1970. A store on PostgreSQL goes by its server's clock instead. */
  now: number;
  /** Leaves the store as it is, for a copy of it. */
  isCopy: boolean;
}

/** A store that no hub has open, for as long as one of these takes. */
export interface Movable {
  /**
   * Brings the schema up to date and reads from it. When `read` has ended, the store is marked as moved and no hub
   * opens it any more; when it throws, nothing has changed. Throws an error of `StoreMovedError`'s kind for a store that
   * was moved before, unless a copy is asked for, and `StoreMissingError`.
   */
  readOut(options: ReadOutOptions, read: (source: DumpSource) => Promise<void>): Promise<void>;
  /**
   * Makes the store, or takes one that holds nothing, and keeps what `write` has added when it has ended. When it
   * throws, nothing is kept. Throws `StoreNotEmptyError`.
   */
  fill(write: (target: DumpTarget) => Promise<void>): Promise<void>;
  /** Takes the mark back. Returns when the store had been exported; null: it bore no mark. */
  unmark(): Promise<number | null>;
}

/** The store was exported and lives on elsewhere: whatever this one still owes is sent from there. */
export class StoreMovedError extends Error {
  readonly code = "store_moved";

  constructor(store: string, movedAt: number) {
    const when = `${new Date(movedAt).toISOString().slice(0, 16).replace("T", " ")} UTC`;
    super(
      `${store} was exported on ${when}, and is sent from where it was imported: open that one. If it was imported nowhere, \`tabellary export --undo\` takes the mark back; \`tabellary export --keep\` copies it once more.`,
    );
  }
}

/** Something is in the store already, and would be mixed with what comes. */
export class StoreNotEmptyError extends Error {
  readonly code = "store_not_empty";

  constructor(store: string, tables: readonly string[]) {
    super(
      `${store} holds something already (${tables.join(", ")}): import into a database that no hub has been started on, or remove what is there.`,
    );
  }
}

/** There is no store to be moved, and none is made for that. */
export class StoreMissingError extends Error {
  readonly code = "store_missing";

  constructor(place: string) {
    super(`There is nothing of Tabellary's in ${place}: name the database that a hub has used.`);
  }
}

/** Something uses the store, or has to be done with it first. */
export class StoreBusyError extends Error {
  readonly code = "store_busy";
}
