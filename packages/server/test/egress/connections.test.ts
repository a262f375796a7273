import assert from "node:assert/strict";
import { once } from "node:events";
import type { Socket } from "node:net";
import { describe, test } from "node:test";
import { setTimeout as delay, setImmediate as turn } from "node:timers/promises";
import { openEgress, post, receive, receiveBytes } from "./receivers.ts";

const OK = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

describe("A connection", () => {
  test("is kept for the next request, which then has no time to connect", async (t) => {
    const ports = new Set<number | undefined>();
    const port = await receive(t, (request, response) => {
      ports.add(request.socket.remotePort);
      response.end("ok");
    });
    const egress = openEgress(t);
    const first = await egress.send(post(`http://127.0.0.1:${port}/`));
    const second = await egress.send(post(`http://127.0.0.1:${port}/`));
    assert.equal(ports.size, 1);
    assert.ok(first.timings.connect_ms !== undefined);
    assert.equal(second.timings.connect_ms, undefined);
  });

  test("carries one request at a time, and there are as many as there are requests", async (t) => {
    let openNow = 0;
    const port = await receive(t, (_request, response) => {
      openNow += 1;
      if (openNow === 100) all.resolve(undefined);
      void all.promise.then(() => response.end("ok"));
    });
    const all = Promise.withResolvers<undefined>();
    const egress = openEgress(t);
    const url = `http://127.0.0.1:${port}/`;
    const outcomes = await Promise.all(Array.from({ length: 100 }, () => egress.send(post(url))));
    assert.ok(outcomes.every((outcome) => outcome.kind === "response"));
  });

  test("that the receiver closes after its answer is not used again", async (t) => {
    const port = await receive(t, (_request, response) => response.setHeader("connection", "close").end("ok"));
    const egress = openEgress(t);
    for (let round = 0; round < 20; round++) {
      const outcome = await egress.send(post(`http://127.0.0.1:${port}/`));
      assert.ok(outcome.kind === "response", JSON.stringify(outcome));
      assert.equal(outcome.isRepeated, false);
    }
  });

  test("that was closed while it was idle costs nothing", async (t) => {
    const sockets: Socket[] = [];
    const port = await receiveBytes(t, (socket) => {
      sockets.push(socket);
      socket.on("data", () => socket.write(OK));
    });
    const egress = openEgress(t);
    await egress.send(post(`http://127.0.0.1:${port}/`));
    sockets[0]!.end();
    await once(sockets[0]!, "close");
    const outcome = await egress.send(post(`http://127.0.0.1:${port}/`));
    assert.ok(outcome.kind === "response" && !outcome.isRepeated);
    assert.equal(sockets.length, 2);
  });

  test("that closes as the next request is written has it written again, once, and the outcome says so", async (t) => {
    const requests: number[] = [];
    const port = await receiveBytes(t, (socket) => {
      let count = 0;
      socket.on("data", () => {
        count += 1;
        requests.push(count);
        if (count === 1) socket.write(OK);
        else socket.destroy();
      });
    });
    const egress = openEgress(t);
    await egress.send(post(`http://127.0.0.1:${port}/`));
    const outcome = await egress.send(post(`http://127.0.0.1:${port}/`));
    assert.ok(outcome.kind === "response", JSON.stringify(outcome));
    assert.equal(outcome.isRepeated, true);
    assert.deepEqual(requests, [1, 2, 1]);
  });

  test("that closes twice in a row ends as a failure after two writes", async (t) => {
    let connections = 0;
    const port = await receiveBytes(t, (socket) => {
      connections += 1;
      let isFirst = connections === 1;
      socket.on("data", () => {
        if (isFirst) socket.write(OK);
        else socket.destroy();
        isFirst = false;
      });
    });
    const egress = openEgress(t);
    await egress.send(post(`http://127.0.0.1:${port}/`));
    const outcome = await egress.send(post(`http://127.0.0.1:${port}/`));
    assert.ok(outcome.kind === "failure" && outcome.failure === "connect" && outcome.isRepeated);
    assert.equal(connections, 2);
  });

  test("that had begun to answer is never written to again", async (t) => {
    let requests = 0;
    const port = await receiveBytes(t, (socket) => {
      socket.on("data", () => {
        requests += 1;
        if (requests === 1) socket.write(OK);
        else socket.end("HTTP/1.1 2");
      });
    });
    const egress = openEgress(t);
    await egress.send(post(`http://127.0.0.1:${port}/`));
    const outcome = await egress.send(post(`http://127.0.0.1:${port}/`));
    assert.ok(outcome.kind === "failure" && !outcome.isRepeated, JSON.stringify(outcome));
    assert.equal(requests, 2);
  });

  test("that the receiver says it will close within a second is not used again", async (t) => {
    const sockets = new Set<Socket>();
    const port = await receiveBytes(t, (socket) => {
      sockets.add(socket);
      socket.on("data", () => socket.write("HTTP/1.1 204 Done\r\nKeep-Alive: timeout=1, max=5\r\n\r\n"));
    });
    const egress = openEgress(t);
    for (let round = 0; round < 3; round++) await egress.send(post(`http://127.0.0.1:${port}/`));
    assert.equal(sockets.size, 3);
  });

  test("that answers before it has read the request is not used again", async (t) => {
    const sockets = new Set<Socket>();
    const port = await receiveBytes(t, (socket) => {
      sockets.add(socket);
      socket.pause();
      socket.write("HTTP/1.1 413 Too Large\r\ncontent-length: 0\r\n\r\n");
    });
    const egress = openEgress(t);
    const body = "x".repeat(32 * 1024 * 1024);
    for (let round = 0; round < 2; round++) {
      const outcome = await egress.send(post(`http://127.0.0.1:${port}/`, { body }));
      assert.ok(outcome.kind === "response" && outcome.status === 413);
    }
    assert.equal(sockets.size, 2);
  });

  test("on which something comes unasked is closed", async (t) => {
    const closed = Promise.withResolvers<void>();
    const port = await receiveBytes(t, (socket) => {
      socket.on("data", () => {
        socket.write(OK);
        setImmediate(() => socket.write(OK));
      });
      socket.on("close", () => closed.resolve());
    });
    const outcome = await openEgress(t).send(post(`http://127.0.0.1:${port}/`));
    assert.equal(outcome.kind, "response");
    await closed.promise;
  });

  test("lives no longer than a minute, however busy it is", async (t) => {
    const ports = new Set<number | undefined>();
    const port = await receive(t, (request, response) => {
      ports.add(request.socket.remotePort);
      response.end("ok");
    });
    const egress = openEgress(t);
    await egress.send(post(`http://127.0.0.1:${port}/`));
    const realNow = performance.now.bind(performance);
    t.mock.method(performance, "now", () => realNow() + 61_000);
    await egress.send(post(`http://127.0.0.1:${port}/`));
    assert.equal(ports.size, 2);
  });

  test("is given up with its exchange, so that the receiver sees it end", async (t) => {
    const closed = Promise.withResolvers<void>();
    const port = await receive(t, (request) => void request.socket.on("close", closed.resolve));
    await openEgress(t).send(post(`http://127.0.0.1:${port}/`, { timeoutMs: 100 }));
    await closed.promise;
  });
});

describe("A request that is no longer to be sent", () => {
  for (const isKept of [false, true]) {
    test(`writes not a byte, on a ${isKept ? "kept" : "new"} connection`, async (t) => {
      let received = "";
      const port = await receiveBytes(t, (socket) => {
        socket.on("data", (bytes) => {
          received += bytes;
          if (isKept) socket.write(OK);
        });
      });
      const egress = openEgress(t);
      const url = `http://127.0.0.1:${port}/`;
      if (isKept) await egress.send(post(url));
      const before = received;
      let asked = 0;
      const mayWrite = () => {
        asked += 1;
        return false;
      };
      const outcome = await egress.send(post(url, { mayWrite }));
      assert.ok(outcome.kind === "failure" && outcome.failure === "aborted");
      assert.equal(asked, 1);
      await delay(50);
      assert.equal(received, before);
    });
  }

  test("is asked about when its name has been found, not before", async (t) => {
    const port = await receiveBytes(t, () => undefined);
    let isFound = false;
    const resolve = async () => {
      await turn();
      isFound = true;
      return [{ address: "127.0.0.1", family: 4 }];
    };
    const asked: boolean[] = [];
    const mayWrite = () => {
      asked.push(isFound);
      return false;
    };
    await openEgress(t, { resolve }).send(post(`http://receiver.test:${port}/`, { mayWrite }));
    assert.deepEqual(asked, [true]);
  });

  test("is cut off with all others, and the next ones go as before", async (t) => {
    const HANGING = 3;
    let asked = 0;
    const areAsked = Promise.withResolvers<void>();
    const port = await receiveBytes(t, (socket) => {
      socket.on("data", (bytes) => {
        if (String(bytes).includes("/answered")) socket.write(OK);
        asked += 1;
        if (asked === HANGING) areAsked.resolve();
      });
    });
    const egress = openEgress(t);
    const hanging = Array.from({ length: HANGING }, () => egress.send(post(`http://127.0.0.1:${port}/hangs`)));
    await areAsked.promise;
    egress.cut();
    for (const outcome of await Promise.all(hanging)) {
      assert.ok(outcome.kind === "failure" && outcome.failure === "aborted");
    }
    assert.equal((await egress.send(post(`http://127.0.0.1:${port}/answered`))).kind, "response");
  });
});
