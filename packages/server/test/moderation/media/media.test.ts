import assert from "node:assert/strict";
import type { RequestListener } from "node:http";
import { describe, type TestContext, test } from "node:test";
import { EvaluatorError, type EvaluatorFailure } from "../../../src/moderation/evaluators/evaluator.ts";
import { createMedia, type MediaOptions } from "../../../src/moderation/media/media.ts";
import { systemClock } from "../../../src/world.ts";
import { openEgress, receive, receiveBytes } from "../../egress/receivers.ts";
import { VirtualTime } from "../../simulation/virtual-time.ts";
import { blobs, jpegOf, pngOf } from "../pictures.ts";
import { never } from "../scripted.ts";

const JPEG = jpegOf(blobs, 64, 64);
const MP4 = Buffer.from("\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2", "latin1");

async function open(t: TestContext, listener: RequestListener, options: MediaOptions = {}) {
  const port = await receive(t, listener);
  const media = createMedia({ egress: openEgress(t), clock: systemClock }, options);
  return { media, url: `http://127.0.0.1:${port}/picture.jpg` };
}

function fails(code: EvaluatorFailure, message: RegExp, isRetried = false) {
  return (error: unknown) => {
    assert.ok(error instanceof EvaluatorError, String(error));
    assert.equal(error.code, code, error.message);
    assert.match(error.message, message);
    assert.equal(error.isRetried, isRetried, `${error.message}: retried`);
    return true;
  };
}

describe("A picture", () => {
  test("is what its bytes say, whatever its name and its header say", async (t) => {
    const { media, url } = await open(t, (_request, response) => {
      response.setHeader("content-type", "text/html").end(pngOf(blobs, 8, 8));
    });
    assert.equal((await media.image(url, never())).type, "image/png");
  });

  for (const [what, body] of [
    ["a page", "<html><img src=x></html>"],
    ["a script in an SVG", "<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"],
    ["nothing", ""],
    ["a video", MP4],
    ["a program", "MZ\x90\x00"],
  ] as const) {
    test(`that is ${what} is refused`, async (t) => {
      const { media, url } = await open(t, (_request, response) => {
        response.setHeader("content-type", "image/jpeg").end(body);
      });
      await assert.rejects(media.image(url, never()), fails("media_type", /is not a picture of a known format/));
    });
  }

  test("that is too large is refused, however its length is stated", async (t) => {
    const { media, url } = await open(
      t,
      (_request, response) => void response.end(Buffer.concat([JPEG, Buffer.alloc(100_000)])),
      { imageBytesMax: 65_536 },
    );
    await assert.rejects(media.image(url, never()), fails("media_too_large", /larger than 0.0625 MiB/));
  });

  test("without an end is cut where it is too large", async (t) => {
    let sent = 0;
    const { media, url } = await open(
      t,
      (_request, response) => {
        response.write(JPEG);
        const more = () => {
          while (!response.destroyed && response.write(Buffer.alloc(65_536))) sent += 65_536;
        };
        response.on("drain", more).on("error", () => undefined);
        more();
      },
      { imageBytesMax: 1024 * 1024 },
    );
    await assert.rejects(media.image(url, never()), fails("media_too_large", /larger than 1 MiB/));
    assert.ok(sent < 64 * 1024 * 1024);
  });

  test("that drips is given up when its time is over", async (t) => {
    const { media, url } = await open(
      t,
      (_request, response) => {
        response.write(JPEG.subarray(0, 100));
        const drip = setInterval(() => response.write("x"), 20);
        response.on("close", () => clearInterval(drip));
      },
      { timeoutMs: 1_000 },
    );
    await assert.rejects(media.image(url, never()), fails("media_unreachable", /broke off, or came too slowly/, true));
  });

  test("that breaks off is not taken for whole", async (t) => {
    const port = await receiveBytes(t, (socket) => {
      socket.write("HTTP/1.1 200 OK\r\ncontent-length: 5000\r\n\r\n");
      socket.end(JPEG.subarray(0, 1000));
    });
    const media = createMedia({ egress: openEgress(t), clock: systemClock });
    await assert.rejects(
      media.image(`http://127.0.0.1:${port}/`, never()),
      fails("media_unreachable", /broke off/, true),
    );
  });

  test("at a private address is refused for good, and the way out is named", async (t) => {
    let requests = 0;
    const port = await receive(t, (_request, response) => {
      requests++;
      response.end(JPEG);
    });
    const media = createMedia({ egress: openEgress(t, { allow: [] }), clock: systemClock });
    await assert.rejects(
      media.image(`http://127.0.0.1:${port}/`, never()),
      fails("media_unreachable", /loopback.*TABELLARY_EGRESS_ALLOW/),
    );
    await assert.rejects(media.image("file:///etc/passwd", never()), fails("media_unreachable", /cannot be called/));
    assert.equal(requests, 0);
  });

  test("behind a redirect to a private address is refused as well", async (t) => {
    const { media, url } = await open(t, (_request, response) => {
      response.writeHead(302, { location: "http://169.254.169.254/latest/meta-data" }).end();
    });
    await assert.rejects(media.image(url, never()), fails("media_unreachable", /link-local/));
  });

  test("behind a few redirects is found, behind many not", async (t) => {
    const { media, url } = await open(t, (request, response) => {
      const left = Number(new URL(request.url!, "http://a").searchParams.get("left"));
      if (left === 0) response.end(JPEG);
      else response.writeHead(307, { location: `/picture.jpg?left=${left - 1}` }).end();
    });
    assert.equal((await media.image(`${url}?left=3`, never())).type, "image/jpeg");
    await assert.rejects(media.image(`${url}?left=4`, never()), fails("media_unreachable", /more than 3 redirects/));
  });

  for (const [status, isRetried] of [
    [404, false],
    [403, false],
    [500, true],
    [503, true],
  ] as const) {
    test(`behind an answer of ${status} is ${isRetried ? "worth another attempt" : "not there"}`, async (t) => {
      const { media, url } = await open(t, (_request, response) => void response.writeHead(status).end());
      await assert.rejects(
        media.image(url, never()),
        fails("media_unreachable", new RegExp(`answered ${status}`), isRetried),
      );
    });
  }

  test("in a content coding is not unpacked", async (t) => {
    const { media, url } = await open(t, (_request, response) => {
      response.setHeader("content-encoding", "gzip").end(JPEG);
    });
    await assert.rejects(media.image(url, never()), fails("media_unreachable", /in gzip, which was not asked for/));
  });
});

describe("A picture that several ask for", () => {
  function counting(t: TestContext) {
    const counted = { requests: 0, closed: 0, answer: (): Uint8Array | null => JPEG };
    return receive(t, (_request, response) => {
      counted.requests++;
      response.on("close", () => counted.closed++);
      const body = counted.answer();
      if (body !== null) response.end(body);
    }).then((port) => ({ counted, url: `http://127.0.0.1:${port}/` }));
  }

  test("is fetched once, at the same time or within seconds", async (t) => {
    const { counted, url } = await counting(t);
    const clock = new VirtualTime();
    const media = createMedia({ egress: openEgress(t), clock });
    await Promise.all([media.image(url, never()), media.image(url, never())]);
    await media.image(url, never());
    assert.equal(counted.requests, 1);
    await clock.advance(30_000);
    await media.image(url, never());
    assert.equal(counted.requests, 2);
  });

  test("is not kept beyond the memory for it", async (t) => {
    const { counted, url } = await counting(t);
    const media = createMedia({ egress: openEgress(t), clock: systemClock }, { keptBytesMax: JPEG.length * 2 });
    for (const name of ["a", "b", "c", "a"]) await media.image(`${url}${name}`, never());
    assert.equal(counted.requests, 4);
    await media.image(`${url}c`, never());
    assert.equal(counted.requests, 4);
  });

  test("is fetched anew after a failure", async (t) => {
    const { counted, url } = await counting(t);
    const media = createMedia({ egress: openEgress(t), clock: systemClock });
    counted.answer = () => Buffer.from("no picture");
    await assert.rejects(media.image(url, never()));
    counted.answer = () => JPEG;
    assert.equal((await media.image(url, never())).bytes.length, JPEG.length);
  });

  test("goes on for one when the other has gone, and ends with the last", async (t) => {
    const { counted, url } = await counting(t);
    counted.answer = () => null;
    const media = createMedia({ egress: openEgress(t), clock: systemClock });
    const [one, other] = [new AbortController(), new AbortController()];
    const asked = [media.image(url, one.signal), media.image(url, other.signal)];
    one.abort(new Error("one has gone"));
    await assert.rejects(asked[0]!, /one has gone/);
    other.abort(new Error("the other has gone"));
    await assert.rejects(asked[1]!, /the other has gone/);
    counted.answer = () => JPEG;
    assert.equal((await media.image(url, never())).type, "image/jpeg");
  });
});

describe("A video", () => {
  test("is looked at from outside: its first bytes and its stated length", async (t) => {
    const ranges: unknown[] = [];
    const { media, url } = await open(t, (request, response) => {
      ranges.push(request.headers.range);
      response
        .writeHead(206, { "content-range": "bytes 0-4095/123456789" })
        .end(Buffer.concat([MP4, Buffer.alloc(4_000)]));
    });
    assert.deepEqual(await media.video(url, never()), { type: "video/mp4", bytes: 123_456_789 });
    assert.deepEqual(ranges, ["bytes=0-4095"]);
  });

  test("of a server that knows no ranges is not fetched either", async (t) => {
    let sent = 0;
    const { media, url } = await open(t, (_request, response) => {
      response.writeHead(200, { "content-length": String(200 * 1024 * 1024) }).write(MP4);
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536))) sent += 65_536;
      };
      response.on("drain", more).on("error", () => undefined);
      more();
    });
    assert.equal((await media.video(url, never())).bytes, 200 * 1024 * 1024);
    assert.ok(sent < 50 * 1024 * 1024);
  });

  test("that is too long, or may have no end, is refused", async (t) => {
    const { media, url } = await open(t, (request, response) => {
      const length = request.url!.includes("long") ? { "content-length": String(301 * 1024 * 1024) } : {};
      response.writeHead(200, length).write(Buffer.concat([MP4, Buffer.alloc(10_000)]));
    });
    await assert.rejects(media.video(`${url}?long`, never()), fails("media_too_large", /larger than 300 MiB/));
    await assert.rejects(media.video(url, never()), fails("media_too_large", /does not say how long it is/));
  });

  test("that is a picture is refused", async (t) => {
    const { media, url } = await open(t, (_request, response) => void response.end(JPEG));
    await assert.rejects(media.video(url, never()), fails("media_type", /is not a video of a known format/));
  });
});
