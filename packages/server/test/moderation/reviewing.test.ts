import assert from "node:assert/strict";
import { test } from "node:test";
import { parseId } from "../../src/model/ids.ts";
import { eventually, openHub } from "../http/hub.ts";

test("who decides what they have taken has done with it in the commit of the decision, and their notes stay", async (t) => {
  const hub = await openHub(t);
  const { id } = (await hub.call("POST", "/v1/media", { body: "sh1t" })).body;
  await eventually(
    async () => (await hub.call("GET", `/v1/media/${id}`)).body,
    ({ status }) => status === "flagged",
  );
  const post = (step: string, body: object) => hub.call("POST", `/v1/reviews/${id}/${step}`, body);
  assert.equal((await post("claim", { by: "ann" })).body.assignee, "ann");
  assert.equal((await post("note", { by: "ann", text: "A quotation." })).status, 200);
  const before = (await hub.store.readReview(parseId("media", id)!))!;
  assert.equal((await post("approve", { by: "ann" })).body.status, "approved");
  const { notes } = before;
  const after = { ...before, rev: before.rev + 1, assignee: null, claimedAt: null, notes };
  assert.deepEqual(await hub.store.readReview(parseId("media", id)!), after);
});
