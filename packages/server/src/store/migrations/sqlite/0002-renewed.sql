-- When the lease was last renewed: a number that was left is free since then.
ALTER TABLE node ADD COLUMN renewed INTEGER NOT NULL DEFAULT 0;
