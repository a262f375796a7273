import assert from "node:assert/strict";
import type { Socket } from "node:net";
import { test } from "node:test";
import { openEgress, post, receiveBytes } from "./receivers.ts";

const TIMEOUT_MS = 150;
/** What is never answered would never end. */
const LATE_MS_MAX = 30_000;

/** Everything that receivers do, of which each request gets the next. */
const WAYS: readonly ((socket: Socket) => void)[] = [
  (socket) => socket.write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"),
  (socket) => socket.write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"),
  (socket) => socket.write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"),
  (socket) => socket.end("HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok"),
  (socket) => socket.end("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"),
  (socket) => socket.write(`HTTP/1.1 200 OK\r\ncontent-length: 50000\r\n\r\n${"x".repeat(50_000)}`),
  (socket) => socket.end("HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\nab"),
  (socket) => socket.write("HTTP/1.1 500 Oh\r\ntransfer-encoding: chunked\r\n\r\n2\r\nno\r\n"),
  (socket) => socket.write("HTTP/1.1 103 Hints\r\n\r\nHTTP/1.1 204 Done\r\n\r\n"),
  (socket) =>
    socket.write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nokHTTP/1.1 999 Smuggled\r\ncontent-length: 0\r\n\r\n"),
  (socket) => socket.write("HTTP/1.1 101 Switching\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n"),
  (socket) => socket.write("garbage\r\n\r\n"),
  (socket) => socket.destroy(),
  (socket) => socket.resetAndDestroy(),
  () => {},
];

test("Whatever receivers do, each exchange ends once, in time, with an answer that was meant for it", async (t) => {
  let requests = 0;
  const port = await receiveBytes(t, (socket) => {
    let text = "";
    socket.on("data", (bytes) => {
      text += bytes.toString("latin1");
      if (!text.endsWith("}")) return;
      text = "";
      WAYS[requests++ % WAYS.length]!(socket);
    });
  });
  const egress = openEgress(t);
  const seen = new Map<string, number>();

  async function sendMany(count: number): Promise<void> {
    for (let sent = 0; sent < count; sent++) {
      const outcome = await egress.send(post(`http://127.0.0.1:${port}/`, { timeoutMs: TIMEOUT_MS }));
      assert.ok(outcome.timings.total_ms < TIMEOUT_MS + LATE_MS_MAX, "it ends in time, or nearly so on a busy machine");
      const name = outcome.kind === "response" ? String(outcome.status) : outcome.failure;
      seen.set(name, (seen.get(name) ?? 0) + 1);
    }
  }
  await Promise.all(Array.from({ length: 40 }, () => sendMany(25)));
  assert.deepEqual([...seen.keys()].sort(), ["200", "204", "500", "connect", "timeout"]);
  assert.equal(
    [...seen.values()].reduce((sum, count) => sum + count, 0),
    1_000,
  );
});
