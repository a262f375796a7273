-- Times are milliseconds since 1970. `seq` is a Snowflake id (model/ids.ts). Two heats, two tables: `queue` holds what
-- is owed and stays small; `delivery` is written once, at the end. `event`, `delivery` and `attempt` only grow at the
-- right edge and are pruned at the left.

CREATE TABLE meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO meta VALUES ('catalogue_version', 0);

CREATE TABLE node (no INTEGER PRIMARY KEY, epoch INTEGER NOT NULL, expires INTEGER NOT NULL);

CREATE TABLE site (
  no INTEGER PRIMARY KEY, id INTEGER NOT NULL UNIQUE, name TEXT NOT NULL, description TEXT, contract TEXT NOT NULL,
  is_operator INTEGER NOT NULL, created INTEGER NOT NULL, deleted INTEGER
);
CREATE UNIQUE INDEX site_name ON site (name) WHERE deleted IS NULL;

CREATE TABLE api_key (
  no INTEGER PRIMARY KEY, id INTEGER NOT NULL UNIQUE, site_no INTEGER, name TEXT NOT NULL, hash BLOB NOT NULL UNIQUE,
  hint TEXT NOT NULL, scopes TEXT NOT NULL, created INTEGER NOT NULL
);

CREATE TABLE event_type (
  site_no INTEGER NOT NULL, name TEXT NOT NULL, description TEXT, schema TEXT, created INTEGER NOT NULL,
  PRIMARY KEY (site_no, name)
) WITHOUT ROWID;

CREATE TABLE webhook (
  no INTEGER PRIMARY KEY, id INTEGER NOT NULL UNIQUE, site_no INTEGER NOT NULL, rev INTEGER NOT NULL,
  secrets BLOB NOT NULL, health TEXT NOT NULL, created INTEGER NOT NULL, created_version INTEGER NOT NULL,
  deleted INTEGER, deleted_version INTEGER
);
CREATE INDEX webhook_site ON webhook (site_no);

-- Immutable. `version` is the catalogue's from which this revision counted.
CREATE TABLE webhook_rev (
  webhook_no INTEGER NOT NULL, rev INTEGER NOT NULL, version INTEGER NOT NULL, config TEXT NOT NULL,
  created INTEGER NOT NULL, PRIMARY KEY (webhook_no, rev)
) WITHOUT ROWID;

CREATE TABLE type_name (no INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);

-- `targets`: the webhooks it was matched with, as little-endian 32-bit numbers; target k has delivery seq + k * 1024.
CREATE TABLE event (
  seq INTEGER PRIMARY KEY, site_no INTEGER NOT NULL, type_no INTEGER NOT NULL, version INTEGER NOT NULL,
  ordering_key TEXT, external_id TEXT, occurred INTEGER, targets BLOB NOT NULL, payload TEXT NOT NULL
);
CREATE INDEX event_site ON event (site_no, seq);
CREATE UNIQUE INDEX event_external ON event (site_no, external_id) WHERE external_id IS NOT NULL;

-- An ordered lane: `next_seq` is the place last given. It is owned by one node at a time.
CREATE TABLE lane (
  webhook_no INTEGER NOT NULL, lane_key INTEGER NOT NULL, next_seq INTEGER NOT NULL, owner INTEGER, epoch INTEGER,
  touched INTEGER NOT NULL, PRIMARY KEY (webhook_no, lane_key)
) WITHOUT ROWID;

-- Owed deliveries. `place` is the k of the event's target. An unordered one belongs to `owner`, or waits for a claim.
CREATE TABLE queue (
  webhook_no INTEGER NOT NULL, seq INTEGER NOT NULL, place INTEGER NOT NULL, rev INTEGER NOT NULL,
  due INTEGER NOT NULL, attempts INTEGER NOT NULL, schedule_from INTEGER NOT NULL, owner INTEGER, epoch INTEGER,
  lane_key INTEGER, lane_seq INTEGER, cancelling INTEGER NOT NULL, PRIMARY KEY (webhook_no, seq)
) WITHOUT ROWID;
CREATE INDEX queue_due ON queue (webhook_no, due) WHERE owner IS NULL AND lane_seq IS NULL;
CREATE INDEX queue_lane ON queue (webhook_no, lane_key, lane_seq) WHERE lane_seq IS NOT NULL;

-- Ended deliveries. status: 1 success, 2 failed, 3 cancelled. `code` and `error` are the last attempt's.
CREATE TABLE delivery (
  webhook_no INTEGER NOT NULL, seq INTEGER NOT NULL, place INTEGER NOT NULL, type_no INTEGER NOT NULL,
  rev INTEGER NOT NULL, status INTEGER NOT NULL, code INTEGER, error TEXT, attempts INTEGER NOT NULL,
  schedule_from INTEGER NOT NULL, lane_seq INTEGER, ended INTEGER NOT NULL, PRIMARY KEY (webhook_no, seq)
) WITHOUT ROWID;
CREATE INDEX delivery_ended ON delivery (webhook_no, status, seq) WHERE status <> 1;

-- `request`: the contract's headers, JSON. `response`: the answer's headers, JSON pairs. `body`: bytes as they came.
CREATE TABLE attempt (
  seq INTEGER PRIMARY KEY, delivery_seq INTEGER NOT NULL, number INTEGER NOT NULL, rev INTEGER NOT NULL,
  started INTEGER NOT NULL, ms INTEGER NOT NULL, code INTEGER, failure TEXT, message TEXT, timings TEXT NOT NULL,
  request TEXT NOT NULL, response TEXT, body BLOB, is_cut INTEGER NOT NULL
);
CREATE INDEX attempt_delivery ON attempt (delivery_seq, seq);

CREATE TABLE idempotency (
  site_no INTEGER NOT NULL, key_hash BLOB NOT NULL, body_hash BLOB NOT NULL, answer TEXT NOT NULL,
  created INTEGER NOT NULL, PRIMARY KEY (site_no, key_hash)
) WITHOUT ROWID;
CREATE INDEX idempotency_created ON idempotency (created);
