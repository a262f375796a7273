-- What was counted (model/figures.ts), for charts. `site_no` 0: the whole hub; `webhook_no` 0: the whole site. `at`: when
-- the stretch of `resolution` milliseconds begins. Each process writes rows of its own, under the lease that it began
-- with, so that to write one twice is nothing. Null is 0.
CREATE TABLE stat (
  site_no INTEGER NOT NULL, webhook_no INTEGER NOT NULL, resolution INTEGER NOT NULL, at INTEGER NOT NULL,
  node_no INTEGER NOT NULL, epoch INTEGER NOT NULL,
  events INTEGER, success INTEGER, failed INTEGER, cancelled INTEGER, attempts INTEGER, attempts_failed INTEGER,
  retries INTEGER, messages_accepted INTEGER, messages_duplicate INTEGER, messages_ignored INTEGER,
  messages_rejected INTEGER, depth INTEGER, attempt_0 INTEGER, attempt_1 INTEGER, attempt_2 INTEGER,
  attempt_3 INTEGER, attempt_4 INTEGER, attempt_5 INTEGER, attempt_6 INTEGER, attempt_7 INTEGER, attempt_8 INTEGER,
  attempt_9 INTEGER, attempt_10 INTEGER, attempt_11 INTEGER, attempt_12 INTEGER, attempt_13 INTEGER,
  attempt_14 INTEGER, attempt_15 INTEGER, attempt_16 INTEGER, attempt_17 INTEGER, attempt_18 INTEGER,
  attempt_19 INTEGER, attempt_20 INTEGER, latency_0 INTEGER, latency_1 INTEGER, latency_2 INTEGER, latency_3 INTEGER,
  latency_4 INTEGER, latency_5 INTEGER, latency_6 INTEGER, latency_7 INTEGER, latency_8 INTEGER, latency_9 INTEGER,
  latency_10 INTEGER, latency_11 INTEGER, latency_12 INTEGER, latency_13 INTEGER, latency_14 INTEGER,
  latency_15 INTEGER, latency_16 INTEGER, latency_17 INTEGER, latency_18 INTEGER, latency_19 INTEGER,
  PRIMARY KEY (site_no, webhook_no, resolution, at, node_no, epoch)
) WITHOUT ROWID;
