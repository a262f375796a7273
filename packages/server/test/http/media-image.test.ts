import assert from "node:assert/strict";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { openHub, type TestHub } from "./hub.ts";

/** One pixel. */
const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

async function givenHost(t: TestContext, answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Media with a picture at that URL; the path at which its picture is read. */
async function givenPicture({ call }: TestHub, content_url: string): Promise<string> {
  const { status, body, text } = await call("POST", "/v1/media", { content_url });
  assert.equal(status, 202, text);
  return `/v1/media/${body.id}/image`;
}

test("a reviewer gets the picture from the hub, by the type that its bytes have, and nothing in it can run", async (t) => {
  const hub = await openHub(t);
  const host = await givenHost(t, (_, response) => response.setHeader("content-type", "text/html").end(PNG));
  const path = await givenPicture(hub, `${host}/a.html`);
  const headers = { authorization: "Bearer the-administrators-key" };
  const answer = await hub.app.inject({ method: "GET", url: path, headers });
  assert.equal(answer.statusCode, 200);
  assert.deepEqual(answer.rawPayload, PNG);
  assert.equal(answer.headers["content-type"], "image/png");
  assert.equal(answer.headers["content-security-policy"], "default-src 'none'; sandbox");
  assert.equal(answer.headers["x-content-type-options"], "nosniff");
  assert.equal(answer.headers["cache-control"], "private, max-age=300");
});

test("what is no picture, or not there, or not to be asked, is told as such", async (t) => {
  const hub = await openHub(t);
  const host = await givenHost(t, (request, response) => {
    if (request.url === "/gone") response.writeHead(404).end();
    else if (request.url === "/inside") response.writeHead(302, { location: "http://10.0.0.1/private.png" }).end();
    else if (request.url === "/svg") response.setHeader("content-type", "image/svg+xml").end("<svg/>");
    else response.setHeader("content-type", "image/bmp").end(Buffer.from(`BM${"\0".repeat(60)}`));
  });
  const told = async (url: string) => {
    const { status, body } = await hub.call("GET", await givenPicture(hub, url));
    assert.deepEqual([status, body.code], [502, "media_unavailable"], url);
    return body.detail;
  };
  assert.match(await told(`${host}/gone`), /answered 404/);
  assert.match(await told(`${host}/svg`), /not a picture of a known format/);
  assert.match(await told(`${host}/bmp`), /image\/bmp, which browsers do not show/);
  assert.match(await told(`${host}/inside`), /10\.0\.0\.1 is a private address/);
});

test("media without such a picture, or of another site, is 404; without the scope it is 403", async (t) => {
  const hub = await openHub(t);
  const host = await givenHost(t, (_, response) => response.end(PNG));
  const path = await givenPicture(hub, `${host}/a.png`);
  const { body: text } = await hub.call("POST", "/v1/media", { body: "words" });
  assert.equal((await hub.call("GET", `/v1/media/${text.id}/image`)).status, 404);
  assert.equal((await hub.call("GET", `${path}?number=2`)).status, 404);
  const other = await hub.makeSite("other");
  assert.equal((await hub.call("GET", path, undefined, { key: other.token })).status, 404);
  const narrow = await hub.makeSite("narrow", ["events:read"]);
  assert.equal((await hub.call("GET", path, undefined, { key: narrow.token })).status, 403);
});

test("eight are fetched at a time; who comes then is asked to come again", async (t) => {
  const hub = await openHub(t);
  const waiting: (() => void)[] = [];
  let hasEight = () => {};
  const eight = new Promise<void>((resolve) => {
    hasEight = resolve;
  });
  const host = await givenHost(t, (_, response) => {
    waiting.push(() => response.end(PNG));
    if (waiting.length === 8) hasEight();
  });
  const paths = await Promise.all([...Array(9).keys()].map((i) => givenPicture(hub, `${host}/${i}.png`)));
  const first = paths.slice(0, 8).map((path) => hub.call("GET", path));
  await eight;
  const refused = await hub.call("GET", paths[8]!);
  assert.deepEqual([refused.status, refused.body.code], [429, "overloaded"]);
  for (const answer of waiting) answer();
  for (const { status } of await Promise.all(first)) assert.equal(status, 200);
});
