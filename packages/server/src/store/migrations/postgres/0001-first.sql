-- Times are milliseconds since 1970. `seq` is a Snowflake id (model/ids.ts). Two heats, two tables: `queue` holds what
-- is owed and stays small; `delivery` is written once, at the end. `event`, `delivery` and `attempt` only grow at the
-- right edge; they are partitioned by the day of `seq` (store/postgres/days.ts), and a day is dropped as a whole.

CREATE TABLE meta (key text PRIMARY KEY, value bigint NOT NULL);
INSERT INTO meta VALUES ('catalogue_version', 0);

CREATE TABLE node (no int PRIMARY KEY, epoch int NOT NULL, expires bigint NOT NULL) WITH (fillfactor = 50);

CREATE TABLE site (
  no int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id bigint NOT NULL UNIQUE, name text NOT NULL, description text,
  contract text NOT NULL, is_operator boolean NOT NULL, created bigint NOT NULL, deleted bigint
);
CREATE UNIQUE INDEX site_name ON site (name) WHERE deleted IS NULL;

CREATE TABLE api_key (
  no int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id bigint NOT NULL UNIQUE, site_no int, name text NOT NULL,
  hash bytea NOT NULL UNIQUE, hint text NOT NULL, scopes text NOT NULL, created bigint NOT NULL
);

CREATE TABLE event_type (
  site_no int NOT NULL, name text NOT NULL, description text, schema text, created bigint NOT NULL,
  PRIMARY KEY (site_no, name)
);

CREATE TABLE webhook (
  no int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id bigint NOT NULL UNIQUE, site_no int NOT NULL, rev int NOT NULL,
  secrets bytea NOT NULL, health text NOT NULL, created bigint NOT NULL, created_version bigint NOT NULL,
  deleted bigint, deleted_version bigint
);
CREATE INDEX webhook_site ON webhook (site_no);

-- Immutable. `version` is the catalogue's from which this revision counted.
CREATE TABLE webhook_rev (
  webhook_no int NOT NULL, rev int NOT NULL, version bigint NOT NULL, config text NOT NULL, created bigint NOT NULL,
  PRIMARY KEY (webhook_no, rev)
);

CREATE TABLE type_name (no int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL UNIQUE);

-- `targets`: the webhooks it was matched with; target k has delivery seq + k * 1024.
CREATE TABLE event (
  seq bigint NOT NULL, version bigint NOT NULL, site_no int NOT NULL, type_no int NOT NULL, occurred bigint,
  ordering_key text, external_id text, targets int[] NOT NULL, payload text NOT NULL, PRIMARY KEY (seq)
) PARTITION BY RANGE (seq);
CREATE INDEX event_site ON event (site_no, seq);

-- Unique over all days, which no index of a partitioned table can be. It goes when its event has gone.
CREATE TABLE external_id (
  site_no int NOT NULL, external_id text NOT NULL, seq bigint NOT NULL, PRIMARY KEY (site_no, external_id)
);
CREATE INDEX external_id_seq ON external_id (seq);

-- An ordered lane: `next_seq` is the place last given. It is owned by one node at a time.
CREATE TABLE lane (
  webhook_no int NOT NULL, lane_key bigint NOT NULL, next_seq bigint NOT NULL, owner int, epoch int,
  touched bigint NOT NULL, PRIMARY KEY (webhook_no, lane_key)
) WITH (fillfactor = 80, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0.05,
  autovacuum_vacuum_cost_delay = 0);

-- Owed deliveries. `place` is the k of the event's target. An unordered one belongs to `owner`, or waits for a claim.
-- Every row is written and deleted within moments: the room of the dead is wanted back at once.
CREATE TABLE queue (
  seq bigint NOT NULL, due bigint NOT NULL, lane_key bigint, lane_seq bigint, webhook_no int NOT NULL,
  place int NOT NULL, rev int NOT NULL, attempts int NOT NULL, schedule_from int NOT NULL, owner int, epoch int,
  cancelling boolean NOT NULL, PRIMARY KEY (webhook_no, seq)
) WITH (fillfactor = 80, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_scale_factor = 0.01,
  autovacuum_analyze_threshold = 5000, autovacuum_vacuum_cost_delay = 0);
CREATE INDEX queue_due ON queue (webhook_no, due) WHERE owner IS NULL AND lane_seq IS NULL;
CREATE INDEX queue_lane ON queue (webhook_no, lane_key, lane_seq) WHERE lane_seq IS NOT NULL;
CREATE INDEX queue_taken ON queue (webhook_no, seq) WHERE owner IS NOT NULL;

-- Ended deliveries. status: 1 success, 2 failed, 3 cancelled. `code` and `error` are the last attempt's.
CREATE TABLE delivery (
  seq bigint NOT NULL, ended bigint NOT NULL, lane_seq bigint, webhook_no int NOT NULL, place int NOT NULL,
  type_no int NOT NULL, rev int NOT NULL, attempts int NOT NULL, schedule_from int NOT NULL, code int,
  status smallint NOT NULL, error text, PRIMARY KEY (webhook_no, seq)
) PARTITION BY RANGE (seq);
CREATE INDEX delivery_ended ON delivery (webhook_no, status, seq) WHERE status <> 1;

-- `request`: the contract's headers, JSON. `response`: the answer's headers, JSON pairs. `body`: bytes as they came.
CREATE TABLE attempt (
  seq bigint NOT NULL, delivery_seq bigint NOT NULL, started bigint NOT NULL, number int NOT NULL, rev int NOT NULL,
  ms int NOT NULL, code int, is_cut boolean NOT NULL, failure text, message text, timings text NOT NULL,
  request text NOT NULL, response text, body bytea, PRIMARY KEY (seq)
) PARTITION BY RANGE (seq);
CREATE INDEX attempt_delivery ON attempt (delivery_seq, seq);

CREATE TABLE idempotency (
  site_no int NOT NULL, key_hash bytea NOT NULL, body_hash bytea NOT NULL, answer text NOT NULL,
  created bigint NOT NULL, PRIMARY KEY (site_no, key_hash)
);
CREATE INDEX idempotency_created ON idempotency (created);
