import assert from "node:assert/strict";
import { after, test } from "node:test";
import { findServer } from "../../../packages/server/test/store/postgres-server.ts";
import { checkTold, submitTold, type Told } from "../../harness/callbacks.ts";
import { givenReceiver } from "../../harness/given.ts";
import { judgeByLists } from "../../harness/moderation.ts";
import { givenNodes } from "../../harness/nodes.ts";
import { Site } from "../../harness/site.ts";

const ROLES = ["api", "worker", "worker"];
const JOBS = 60;

const server = await findServer();
after(() => server.stop());

test("a job that one node takes in is told at its own address by another, also when the one that was at it is killed", async (t) => {
  const flagsOf = (number: number) => ({ role: ROLES[number]! });
  const { nodes } = await givenNodes(t, server, { nodes: 3, flagsOf });
  const receiver = await givenReceiver(t);
  const site = await Site.open(nodes[0]!.api, "omnifence");
  await judgeByLists(site);
  const submitted: (Told | undefined)[] = [];
  for (let number = 0; number < JOBS; number++) {
    submitted.push(await submitTold(site, receiver, number));
    if (number === JOBS / 2) await nodes[1]!.kill();
  }
  const told = submitted.filter((one) => one !== undefined);
  assert.equal(told.length, JOBS);
  await checkTold(site, receiver, told);
});
