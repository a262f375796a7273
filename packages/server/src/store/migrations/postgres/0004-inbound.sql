-- What platforms send: the sources of a site, the messages that came, and what is noted of a source.

-- The message that told of it; null for an event of the API.
ALTER TABLE event ADD COLUMN message bigint;

CREATE TABLE source (
  no int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id bigint NOT NULL UNIQUE, site_no int NOT NULL, rev int NOT NULL,
  config text NOT NULL, secrets bytea NOT NULL, created bigint NOT NULL, deleted bigint
);
CREATE INDEX source_site ON source (site_no);

-- `origin`: 1 request, 2 poll, 3 sweep, 4 replay. `verdict`: 1 accepted, 2 duplicate, 3 ignored, 4 rejected. `made` and
-- `repeated`: events. `headers`: JSON pairs. `body`: bytes as they came. By days, as its events are.
CREATE TABLE message (
  seq bigint NOT NULL, replay_of bigint, source_no int NOT NULL, origin smallint NOT NULL, verdict smallint NOT NULL,
  is_cut boolean NOT NULL, reason text, detail text, method text NOT NULL, query text NOT NULL, remote text,
  made bigint[] NOT NULL, repeated bigint[] NOT NULL, headers text NOT NULL, body bytea NOT NULL, PRIMARY KEY (seq)
) PARTITION BY RANGE (seq);
CREATE INDEX message_source ON message (source_no, seq);
CREATE INDEX message_unusual ON message (source_no, verdict, seq) WHERE verdict <> 1;

-- The days that events have already.
DO $$
DECLARE
  day record;
BEGIN
  FOR day IN SELECT c.relname AS name, pg_get_expr(c.relpartbound, c.oid) AS bounds
    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'event'::regclass
  LOOP
    EXECUTE format('CREATE TABLE %I PARTITION OF message %s', replace(day.name, 'event_', 'message_'), day.bounds);
  END LOOP;
END $$;

-- By the bytes of the key, as SQLite has it, whatever the database's collation.
CREATE TABLE source_note (
  source_no int NOT NULL, key text COLLATE "C" NOT NULL, value text NOT NULL, PRIMARY KEY (source_no, key)
) WITH (fillfactor = 80);
