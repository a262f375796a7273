-- When the health of a webhook last turned; null while it never has.
ALTER TABLE webhook ADD COLUMN health_since INTEGER;
