-- Who hears of one job's end: an address of the job's own, the secret that it is signed with (sealed with the master key;
-- null: it is not signed), and the event that told of the end.
ALTER TABLE job ADD COLUMN callback_url text, ADD COLUMN callback_secret bytea, ADD COLUMN end_event bigint;
