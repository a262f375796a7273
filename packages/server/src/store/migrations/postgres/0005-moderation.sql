-- What moderation keeps: the items of a site, how they were judged, what was decided, and by which rules.

-- What a webhook of the hub's own is for; null for one that somebody made.
ALTER TABLE webhook ADD COLUMN inner_key text;
CREATE UNIQUE INDEX webhook_inner ON webhook (site_no, inner_key) WHERE inner_key IS NOT NULL AND deleted IS NULL;

-- `highest`: the highest of its id and those of its rules. `config`: JSON.
CREATE TABLE rule_group (
  id bigint PRIMARY KEY, site_no int NOT NULL, version int NOT NULL, highest bigint NOT NULL, config text NOT NULL
);

CREATE TABLE site_moderation (
  site_no int PRIMARY KEY, rev int NOT NULL, config text NOT NULL, secrets bytea NOT NULL
);

-- `status`: 1 pending, 2 approved, 3 rejected, 4 flagged. `job` and `decision`: the newest. `platform`: empty where there
-- is none. `document`: the rest, JSON (store/moderation-rows.ts), as in the tables after it. Not by days: an item that
-- waits for a person stays while others of its day go.
CREATE TABLE item (
  id bigint PRIMARY KEY, job bigint NOT NULL, decision bigint, created bigint NOT NULL, site_no int NOT NULL,
  rev int NOT NULL, run int NOT NULL, status smallint NOT NULL, is_deleted boolean NOT NULL,
  platform text NOT NULL, native_id text, app_media_id text, author_id text, document text NOT NULL
) WITH (fillfactor = 80);
CREATE INDEX item_site ON item (site_no, id);
CREATE INDEX item_status ON item (site_no, status, id);
CREATE INDEX item_review ON item (site_no, id) WHERE status = 4 AND NOT is_deleted;
CREATE UNIQUE INDEX item_native ON item (site_no, platform, native_id) WHERE native_id IS NOT NULL;
CREATE INDEX item_app ON item (site_no, app_media_id, id) WHERE app_media_id IS NOT NULL;
CREATE INDEX item_author ON item (site_no, platform, author_id, id) WHERE author_id IS NOT NULL;

-- `status`: 1 queued, 2 processing, 3 completed, 4 failed. `event`: what owes the judging. `callback`: a webhook's number.
CREATE TABLE job (
  id bigint PRIMARY KEY, item bigint NOT NULL, event bigint, deadline bigint NOT NULL, site_no int NOT NULL,
  run int NOT NULL, callback int, status smallint NOT NULL, document text NOT NULL
) WITH (fillfactor = 80);
CREATE UNIQUE INDEX job_item ON job (item, run);
CREATE INDEX job_site ON job (site_no, id);
CREATE INDEX job_status ON job (site_no, status, id);
CREATE INDEX job_open ON job (deadline) WHERE status < 3;

CREATE TABLE decision (id bigint PRIMARY KEY, item bigint NOT NULL, site_no int NOT NULL, document text NOT NULL);
CREATE INDEX decision_item ON decision (item, id);
CREATE INDEX decision_site ON decision (site_no, id);

CREATE TABLE enforcement (
  decision bigint PRIMARY KEY, item bigint NOT NULL, at bigint NOT NULL, site_no int NOT NULL, action text NOT NULL,
  state text NOT NULL, error text
);
CREATE INDEX enforcement_item ON enforcement (item, decision);

CREATE TABLE review (item bigint PRIMARY KEY, site_no int NOT NULL, rev int NOT NULL, document text NOT NULL);
