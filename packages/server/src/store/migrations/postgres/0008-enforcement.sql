-- Why an enforcement has failed (model/enforcement.ts), and when one that is owed is tried next.
ALTER TABLE enforcement ADD COLUMN code text, ADD COLUMN next_at bigint;
CREATE INDEX enforcement_open ON enforcement (at) WHERE state = 'requested';
