-- What was emitted and cannot become an event: the row as it was, when that was found (milliseconds since 1970), the
-- code of the error catalogue, and a sentence. Kept for as long as events are.
CREATE TABLE outbox_refused (
  no bigint PRIMARY KEY, site_no int NOT NULL, type text NOT NULL, data text NOT NULL, idempotency_key text,
  ordering_key text, external_id text, emitted bigint NOT NULL, refused bigint NOT NULL, code text NOT NULL,
  reason text NOT NULL
);
CREATE INDEX outbox_refused_when ON outbox_refused (refused);
