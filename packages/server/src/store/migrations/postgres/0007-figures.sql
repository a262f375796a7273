-- What was counted (model/figures.ts), for charts. `site_no` 0: the whole hub; `webhook_no` 0: the whole site. `at`: when
-- the stretch of `resolution` milliseconds begins. Each process writes rows of its own, under the lease that it began
-- with, so that to write one twice is nothing. Null is 0. The rows of the present are written over and over.
CREATE TABLE stat (
  at bigint NOT NULL, site_no int NOT NULL, webhook_no int NOT NULL, resolution int NOT NULL, node_no int NOT NULL,
  epoch int NOT NULL,
  events int, success int, failed int, cancelled int, attempts int, attempts_failed int, retries int,
  messages_accepted int, messages_duplicate int, messages_ignored int, messages_rejected int, depth int,
  attempt_0 int, attempt_1 int, attempt_2 int, attempt_3 int, attempt_4 int, attempt_5 int, attempt_6 int,
  attempt_7 int, attempt_8 int, attempt_9 int, attempt_10 int, attempt_11 int, attempt_12 int, attempt_13 int,
  attempt_14 int, attempt_15 int, attempt_16 int, attempt_17 int, attempt_18 int, attempt_19 int, attempt_20 int,
  latency_0 int, latency_1 int, latency_2 int, latency_3 int, latency_4 int, latency_5 int, latency_6 int,
  latency_7 int, latency_8 int, latency_9 int, latency_10 int, latency_11 int, latency_12 int, latency_13 int,
  latency_14 int, latency_15 int, latency_16 int, latency_17 int, latency_18 int, latency_19 int,
  PRIMARY KEY (site_no, webhook_no, resolution, at, node_no, epoch)
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02);
