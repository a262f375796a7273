import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { HeadParser } from "../../src/egress/answer-head.ts";
import { AnswerReader } from "../../src/egress/answer-reader.ts";

interface Read {
  status: number | undefined;
  headers: readonly (readonly [string, string])[];
  body: string;
  isComplete: boolean;
  mayClose: boolean;
  isKept: boolean | undefined;
  surplus: number;
}

const parser = new HeadParser();

/** What a reader makes of `bytes` that come in pieces of `size`. */
function read(bytes: string, { size = bytes.length, method = "POST" } = {}): Read {
  let status: number | undefined;
  let headers: Read["headers"] = [];
  let body = "";
  const reader = new AnswerReader(method, parser, {
    onAnswering() {},
    onHead(given, pairs) {
      assert.equal(status, undefined, "there is one head");
      status = given;
      headers = pairs;
    },
    onBody(piece) {
      body += Buffer.from(piece).toString("latin1");
    },
  });
  let surplus = 0;
  for (let at = 0; at < bytes.length && !reader.isComplete; at += size) {
    surplus = reader.read(Buffer.from(bytes.slice(at, at + size), "latin1"));
  }
  const { isComplete, mayClose, head } = reader;
  return { status, headers, body, isComplete, mayClose, isKept: head?.isKept, surplus };
}

const WHOLE: Record<string, { bytes: string; status?: number; body?: string; method?: string; isKept?: boolean }> = {
  "with a length": { bytes: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", body: "hello" },
  "without a reason": { bytes: "HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n" },
  "in chunks": {
    bytes: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;a=b\r\nlo\r\n0\r\nX-Sum: 1\r\n\r\n",
    body: "hello",
  },
  "after announcements": {
    bytes:
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\nLink: x\r\n\r\nHTTP/1.1 201 Made\r\nContent-Length: 1\r\n\r\nx",
    status: 201,
    body: "x",
  },
  "of 204, whatever its length says": { bytes: "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n", status: 204 },
  "of 304": { bytes: "HTTP/1.1 304 Not Modified\r\n\r\n", status: 304 },
  "to HEAD": { bytes: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", method: "HEAD" },
  "that is the connection's last": {
    bytes: "HTTP/1.1 200 OK\r\nConnection: x, Close\r\nContent-Length: 0\r\n\r\n",
    isKept: false,
  },
  "of HTTP/1.0": { bytes: "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", isKept: false },
  "of HTTP/1.0 that is not the last": {
    bytes: "HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 0\r\n\r\n",
  },
  "with two ways to say where it ends goes by the chunks, and is the last": {
    bytes: "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n",
    body: "x",
    isKept: false,
  },
};

describe("An answer", () => {
  for (const [what, { bytes, status = 200, body = "", method = "POST", isKept = true }] of Object.entries(WHOLE)) {
    test(`${what} is read alike in one piece and byte by byte`, () => {
      for (const size of [bytes.length, 1, 2, 3, 7]) {
        const seen = read(bytes, { size, method });
        assert.deepEqual([seen.status, seen.body, seen.isComplete, seen.isKept], [status, body, true, isKept]);
        assert.equal(seen.surplus, 0);
      }
    });
  }

  test("without a length ends when the receiver closes", () => {
    for (const coding of ["", "Transfer-Encoding: gzip\r\n"]) {
      const seen = read(`HTTP/1.1 200 OK\r\n${coding}\r\nhello`);
      assert.deepEqual([seen.body, seen.isComplete, seen.mayClose], ["hello", false, true]);
    }
  });

  test("has its headers in their order, names in lower case, values without the blanks around them", () => {
    const { headers } = read("HTTP/1.1 200 OK\r\nX-B:\t two words \r\nx-a:\r\nX-B: \xe9\xa0\r\n\r\n");
    assert.deepEqual(headers, [
      ["x-b", "two words"],
      ["x-a", ""],
      ["x-b", "\xe9\xa0"],
    ]);
  });

  test("says how much came behind its end", () => {
    assert.equal(read("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nxHTTP/1.1 200").surplus, 12);
    assert.equal(read("HTTP/1.1 204 No\r\n\r\nx").surplus, 1);
  });
});

const HEAD = "HTTP/1.1 200 OK\r\n";

describe("What is no HTTP/1.1", () => {
  for (const bytes of [
    "220 mail.example ESMTP\r\n",
    "HTTP/2 200\r\n\r\n",
    "HTTP/1.2 200 OK\r\n\r\n",
    "HTTP/1.1 99 Low\r\n\r\n",
    "HTTP/1.1 2000 OK\r\n\r\n",
    "HTTP/1.1  200 OK\r\n\r\n",
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
    `${HEAD}no colon\r\n\r\n`,
    `${HEAD}: no name\r\n\r\n`,
    `${HEAD}X-A : 1\r\n\r\n`,
    `${HEAD}X-A: 1\r\n folded\r\n\r\n`,
    `${HEAD}X-A: 1\nX-B: 2\r\n\r\n`,
    `${HEAD}X-A: 1\rX-B: 2\r\n\r\n`,
    `${HEAD}X-A: 1\0\r\n\r\n`,
    `${HEAD}Content-Length: -1\r\n\r\n`,
    `${HEAD}Content-Length: +1\r\n\r\n`,
    `${HEAD}Content-Length: 0x1\r\n\r\n`,
    `${HEAD}Content-Length: 1, 1\r\n\r\n`,
    `${HEAD}Content-Length: 1\r\nContent-Length: 2\r\n\r\n`,
    `${HEAD}Content-Length: 9999999999999999\r\n\r\n`,
    `${HEAD}Transfer-Encoding: chunked\r\n\r\nx\r\n`,
    `${HEAD}Transfer-Encoding: chunked\r\n\r\n-1\r\n`,
    `${HEAD}Transfer-Encoding: chunked\r\n\r\n\r\n`,
    `${HEAD}Transfer-Encoding: chunked\r\n\r\nfffffffffffff\r\n`,
    `${HEAD}Transfer-Encoding: chunked\r\n\r\n1\r\nxy\r\n`,
  ]) {
    test(`is refused: ${JSON.stringify(bytes)}`, () => {
      for (const size of [bytes.length, 1]) assert.throws(() => read(bytes, { size }), { code: "egress_not_http" });
    });
  }

  for (const [what, bytes] of Object.entries({
    "a head": `${HEAD}X: ${"y".repeat(17_000)}`,
    "many announcements": "HTTP/1.1 103 Hints\r\nLink: x\r\n\r\n".repeat(1_000),
    "the size of a chunk": `${HEAD}Transfer-Encoding: chunked\r\n\r\n1;${"y".repeat(17_000)}`,
    "a trailer": `${HEAD}Transfer-Encoding: chunked\r\n\r\n0\r\n${"X-A: 1\r\n".repeat(4_000)}`,
  })) {
    test(`is refused once ${what} grows past 16 KiB`, () => {
      for (const size of [bytes.length, 100])
        assert.throws(() => read(bytes, { size }), { code: "egress_head_too_long" });
    });
  }
});
