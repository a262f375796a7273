-- What came to one node and is for another, which is known by nothing but the key: there for a minute. `said`:
-- milliseconds since 1970, by the database's clock. Short-lived, as the queue is.
CREATE TABLE letter (
  key bigint PRIMARY KEY, said bigint NOT NULL, is_final boolean NOT NULL DEFAULT false, reply text, body bytea NOT NULL
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);
CREATE INDEX letter_said ON letter (said);
