-- What several nodes on one database need of each other.

-- When the lease was last renewed: a number that was left is free since then.
ALTER TABLE node ADD COLUMN renewed bigint NOT NULL DEFAULT 0;

-- Raised when the health of a webhook changes, which the catalogue's version does not tell.
INSERT INTO meta VALUES ('health_version', 0);

-- Work that one node does for all: whose it is. Nobody's, once that node is dead.
CREATE TABLE duty (name text PRIMARY KEY, owner int NOT NULL, epoch int NOT NULL) WITH (fillfactor = 50);

-- What nodes tell each other, for a minute. `said`: milliseconds since 1970, by the database's clock. `no` follows no
-- commit order: who listens reads all of the last seconds, and passes over what it has heard.
CREATE TABLE word (
  no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, said bigint NOT NULL, node_no int NOT NULL,
  node_epoch int NOT NULL, kind text NOT NULL, webhook_no int NOT NULL, seq bigint
);
CREATE INDEX word_said ON word (said);

-- Events that applications emit in their own transactions. A node accepts them, and deletes the rows with that.
-- `emitted`: milliseconds since 1970, by the database's clock. Short-lived, as the queue is.
CREATE TABLE outbox (
  no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, site_no int NOT NULL, type text NOT NULL, data text NOT NULL,
  idempotency_key text, ordering_key text, external_id text, emitted bigint NOT NULL
) WITH (autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_scale_factor = 0.01,
  autovacuum_analyze_threshold = 5000, autovacuum_vacuum_cost_delay = 0);
