-- What moderation keeps: the items of a site, how they were judged, what was decided, and by which rules.

-- What a webhook of the hub's own is for; null for one that somebody made.
ALTER TABLE webhook ADD COLUMN inner_key TEXT;
CREATE UNIQUE INDEX webhook_inner ON webhook (site_no, inner_key) WHERE inner_key IS NOT NULL AND deleted IS NULL;

-- `highest`: the highest of its id and those of its rules. `config`: JSON.
CREATE TABLE rule_group (
  id INTEGER PRIMARY KEY, site_no INTEGER NOT NULL, version INTEGER NOT NULL, highest INTEGER NOT NULL,
  config TEXT NOT NULL
);

CREATE TABLE site_moderation (
  site_no INTEGER PRIMARY KEY, rev INTEGER NOT NULL, config TEXT NOT NULL, secrets BLOB NOT NULL
);

-- `status`: 1 pending, 2 approved, 3 rejected, 4 flagged. `job` and `decision`: the newest. `platform`: empty where there
-- is none. `document`: the rest, JSON (store/moderation-rows.ts), as in the tables after it.
CREATE TABLE item (
  id INTEGER PRIMARY KEY, site_no INTEGER NOT NULL, rev INTEGER NOT NULL, status INTEGER NOT NULL, run INTEGER NOT NULL,
  is_deleted INTEGER NOT NULL, job INTEGER NOT NULL, decision INTEGER, created INTEGER NOT NULL,
  platform TEXT NOT NULL, native_id TEXT, app_media_id TEXT, author_id TEXT, document TEXT NOT NULL
);
CREATE INDEX item_site ON item (site_no, id);
CREATE INDEX item_status ON item (site_no, status, id);
CREATE INDEX item_review ON item (site_no, id) WHERE status = 4 AND is_deleted = 0;
CREATE UNIQUE INDEX item_native ON item (site_no, platform, native_id) WHERE native_id IS NOT NULL;
CREATE INDEX item_app ON item (site_no, app_media_id, id) WHERE app_media_id IS NOT NULL;
CREATE INDEX item_author ON item (site_no, platform, author_id, id) WHERE author_id IS NOT NULL;

-- `status`: 1 queued, 2 processing, 3 completed, 4 failed. `event`: what owes the judging. `callback`: a webhook's number.
CREATE TABLE job (
  id INTEGER PRIMARY KEY, item INTEGER NOT NULL, site_no INTEGER NOT NULL, run INTEGER NOT NULL, status INTEGER NOT NULL,
  event INTEGER, callback INTEGER, deadline INTEGER NOT NULL, document TEXT NOT NULL
);
CREATE UNIQUE INDEX job_item ON job (item, run);
CREATE INDEX job_site ON job (site_no, id);
CREATE INDEX job_status ON job (site_no, status, id);
CREATE INDEX job_open ON job (deadline) WHERE status < 3;

CREATE TABLE decision (id INTEGER PRIMARY KEY, item INTEGER NOT NULL, site_no INTEGER NOT NULL, document TEXT NOT NULL);
CREATE INDEX decision_item ON decision (item, id);
CREATE INDEX decision_site ON decision (site_no, id);

CREATE TABLE enforcement (
  decision INTEGER PRIMARY KEY, item INTEGER NOT NULL, site_no INTEGER NOT NULL, action TEXT NOT NULL,
  state TEXT NOT NULL, error TEXT, at INTEGER NOT NULL
);
CREATE INDEX enforcement_item ON enforcement (item, decision);

CREATE TABLE review (item INTEGER PRIMARY KEY, site_no INTEGER NOT NULL, rev INTEGER NOT NULL, document TEXT NOT NULL);
