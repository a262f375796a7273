-- What platforms send: the sources of a site, the messages that came, and what is noted of a source.

-- The message that told of it; null for an event of the API.
ALTER TABLE event ADD COLUMN message INTEGER;

CREATE TABLE source (
  no INTEGER PRIMARY KEY, id INTEGER NOT NULL UNIQUE, site_no INTEGER NOT NULL, rev INTEGER NOT NULL,
  config TEXT NOT NULL, secrets BLOB NOT NULL, created INTEGER NOT NULL, deleted INTEGER
);
CREATE INDEX source_site ON source (site_no);

-- `origin`: 1 request, 2 poll, 3 sweep, 4 replay. `verdict`: 1 accepted, 2 duplicate, 3 ignored, 4 rejected. `made` and
-- `repeated`: events, as little-endian 64-bit numbers. `headers`: JSON pairs. `body`: bytes as they came; last, so that
-- nobody who reads the rest passes over it.
CREATE TABLE message (
  seq INTEGER PRIMARY KEY, source_no INTEGER NOT NULL, origin INTEGER NOT NULL, verdict INTEGER NOT NULL,
  replay_of INTEGER, is_cut INTEGER NOT NULL, reason TEXT, detail TEXT, method TEXT NOT NULL, query TEXT NOT NULL,
  remote TEXT, made BLOB NOT NULL, repeated BLOB NOT NULL, headers TEXT NOT NULL, body BLOB NOT NULL
);
CREATE INDEX message_source ON message (source_no, seq);
CREATE INDEX message_unusual ON message (source_no, verdict, seq) WHERE verdict <> 1;

CREATE TABLE source_note (
  source_no INTEGER NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (source_no, key)
) WITHOUT ROWID;
