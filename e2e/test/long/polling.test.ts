import assert from "node:assert/strict";
import { after, test } from "node:test";
import { findServer } from "../../../packages/server/test/store/postgres-server.ts";
import { givenReceiver } from "../../harness/given.ts";
import { givenNodes } from "../../harness/nodes.ts";
import { Site } from "../../harness/site.ts";
import { Source } from "../../harness/source.ts";
import { givenInternet } from "../../platforms/internet.ts";
import { Reddit } from "../../platforms/reddit.ts";

const server = await findServer();
after(() => server.stop());

test("one node polls for all, another goes on where a killed one was, and nothing comes twice", async (t) => {
  const reddit = new Reddit();
  const internet = await givenInternet(t, reddit);
  const flags = Object.fromEntries(
    Object.entries(internet.env).map(([name, value]) => [
      name.slice("TABELLARY_".length).toLowerCase().replaceAll("_", "-"),
      value,
    ]),
  );
  // The third only serves the API, and neither polls nor dies.
  const flagsOf = (number: number): Record<string, string> => (number === 2 ? { role: "api" } : {});
  const { nodes } = await givenNodes(t, server, { nodes: 3, flags, flagsOf });
  const app = await givenReceiver(t);
  const site = await Site.open(nodes[2]!.api, "generic");
  await site.subscribe({ url: app.url, events: ["comment.created"] });
  reddit.comment("one");
  const secrets = { ...reddit.app, userAgent: reddit.userAgent };
  const poll = { subject: { subreddit: "test" }, interval_seconds: 5 };
  const source = await Source.open(site, { platform: "reddit", secrets, poll });
  await app.until(1);
  reddit.comment("two");
  await app.until(2);
  // One of the two has the duty: it is among those who die.
  for (const [place, text] of ["three", "four"].entries()) {
    // What is not yet on record would be sent once more.
    await site.untilNothingIsOwed();
    await nodes[place]!.kill();
    reddit.comment(text);
    await app.until(3 + place);
    await nodes[place]!.start();
  }
  const texts = app.received.map(({ json }) => json.data.comment.text);
  assert.deepEqual(texts, ["one", "two", "three", "four"]);
  const verdicts = new Set((await source.messages()).map(({ verdict }) => verdict));
  assert.deepEqual([...verdicts], ["accepted"], "of two who poll one would find duplicates");
});
