import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { createMetrics, noMetrics } from "../../src/telemetry/metrics.ts";

describe("The metrics", () => {
  test("are the ones that the guide to running names", async () => {
    const text = await createMetrics().render();
    const guide = readFileSync(new URL("../../../../docs/operations/running.md", import.meta.url), "utf8");
    const named = [...guide.matchAll(/^\| `(tabellary_\w+)`/gm)].map(([, name]) => name);
    const there = [...text.matchAll(/^# TYPE (tabellary_\w+)/gm)].map(([, name]) => name);
    assert.deepEqual(named.toSorted(), there.toSorted());
  });

  test("tell what happened, by outcome, in seconds", async () => {
    const metrics = createMetrics();
    metrics.requestAnswered("/v1/events", "POST", 202, 1.5);
    metrics.eventsAccepted(3);
    metrics.messageReceived("github", "accepted", null);
    metrics.messageReceived("github", "rejected", "signature_mismatch");
    metrics.messageReceived("github", "rejected", "signature_mismatch");
    metrics.deliveryEnded("success");
    metrics.deliveryEnded("failed");
    metrics.attemptEnded("success", 20);
    metrics.attemptEnded("timeout", 15_000);
    metrics.journalCommitted(120, 0.8);
    metrics.queueStands({ depth: 7, lanes: 2, inFlightFast: 5, inFlightSlow: 1 });

    const text = await metrics.render();
    for (const line of [
      'tabellary_http_request_duration_seconds_count{method="POST",route="/v1/events",status="202"} 1',
      'tabellary_http_request_duration_seconds_sum{method="POST",route="/v1/events",status="202"} 0.0015',
      "tabellary_events_accepted_total 3",
      'tabellary_inbound_messages_total{platform="github",verdict="accepted",reason=""} 1',
      'tabellary_inbound_messages_total{platform="github",verdict="rejected",reason="signature_mismatch"} 2',
      'tabellary_deliveries_total{outcome="success"} 1',
      'tabellary_deliveries_total{outcome="failed"} 1',
      'tabellary_attempt_duration_seconds_count{outcome="success"} 1',
      'tabellary_attempt_duration_seconds_sum{outcome="timeout"} 15',
      "tabellary_journal_batch_rows_sum 120",
      "tabellary_journal_commit_duration_seconds_count 1",
      "tabellary_queue_depth 7",
      "tabellary_lanes 2",
      'tabellary_attempts_in_flight{share="fast"} 5',
      'tabellary_attempts_in_flight{share="slow"} 1',
    ]) {
      assert.ok(text.includes(`${line}\n`), `${line} is missing`);
    }
    assert.match(text, /process_resident_memory_bytes/);
    assert.match(metrics.contentType, /text\/plain; version=/);
  });

  test("of two hubs in one process do not mix", async () => {
    const [one, two] = [createMetrics(), createMetrics()];
    one.eventsAccepted(1);
    assert.match(await two.render(), /tabellary_events_accepted_total 0/);
  });

  test("can be none at all", async () => {
    noMetrics.eventsAccepted(1);
    assert.equal(await noMetrics.render(), "");
  });
});
