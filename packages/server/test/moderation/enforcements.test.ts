import assert from "node:assert/strict";
import { test } from "node:test";
import type { Catalogue } from "../../src/catalogue/catalogue.ts";
import type { Enforcement } from "../../src/model/enforcement.ts";
import { formatId } from "../../src/model/ids.ts";
import { Enforcements } from "../../src/moderation/enforcements.ts";
import type { Pause } from "../../src/moderation/pauses.ts";
import { AT, item } from "./items.ts";

const SOURCE_ID = 7n << 40n;
const UNTIL = AT + 900_000;
const PAUSE: Pause = { until: UNTIL, reason: "X takes no more calls before then." };
const owed: Enforcement = {
  ...{ decisionId: 9n, itemId: item().id, siteNo: 1, action: "hide", state: "requested" },
  ...{ code: null, error: null, nextAt: null, at: AT },
};
const done: Enforcement = { ...owed, decisionId: 8n, state: "applied" };

function read(kept: readonly Enforcement[], pause: Pause | null): Promise<readonly Enforcement[]> {
  const enforcements = new Enforcements({
    catalogue: { now: { sourceById: () => ({ no: 3, siteNo: 1 }) } } as unknown as Catalogue,
    store: { enforcementsOf: async () => kept },
    pauses: { of: async () => pause },
  });
  return enforcements.of(item({ metadata: { source_id: formatId("src", SOURCE_ID) } }));
}

test("what is owed to a platform that is left alone says until when, and why, though nothing was written of it", async () => {
  assert.deepEqual(await read([done, owed], PAUSE), [done, { ...owed, error: PAUSE.reason, nextAt: UNTIL }]);
  const tried = { ...owed, error: "api.x.com answered 500.", nextAt: UNTIL + 60_000 };
  assert.deepEqual(await read([tried], PAUSE), [tried]);
  assert.deepEqual(await read([done, owed], null), [done, owed]);
});
