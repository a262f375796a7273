import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { toFates } from "../../src/pages/events/event/fates.ts";
import { matches } from "../../src/pages/events/filter.ts";
import { EMPTY, toEvent } from "../../src/pages/events/send/draft.ts";
import { checkJsonObject } from "../../src/parts/json-check.ts";

const delivery = (id: string, webhook_id: string) => ({
  ...{ id, webhook_id, event_id: "evt_1", event_type: "a", status: "success", status_code: 200 },
  ...{ attempts: 1, created_at: "2026-01-01T00:00:00.000Z" },
});

describe("what became of an event", () => {
  test("is told of every webhook, those that got it first", () => {
    const told = (webhook_id: string, outcome: string) => ({
      webhook_id,
      url: "https://a.example",
      outcome,
      detail: "",
    });
    const fates = toFates({
      webhooks: [told("hook_1", "inactive"), told("hook_2", "matched")],
      deliveries: [delivery("del_2", "hook_2")],
    } as never);
    assert.deepEqual(
      fates.map(({ webhookId, outcome, delivery }) => [webhookId, outcome, delivery?.id]),
      [
        ["hook_2", "matched", "del_2"],
        ["hook_1", "inactive", undefined],
      ],
    );
  });

  test("is told by deliveries alone when the key may not read webhooks", () => {
    const [fate] = toFates({ deliveries: [delivery("del_1", "hook_1")] } as never);
    assert.deepEqual([fate!.webhookId, fate!.delivery!.id, fate!.url], ["hook_1", "del_1", undefined]);
  });
});

describe("an event that is typed by hand", () => {
  test("leaves out what is left empty", () => {
    assert.deepEqual(toEvent({ ...EMPTY, type: " a.b ", data: '{"x":1}' }), { type: "a.b", data: { x: 1 } });
    const whole = toEvent({ type: "a", data: "{}", externalId: "7", orderingKey: "k" });
    assert.deepEqual(whole, { type: "a", data: {}, external_id: "7", ordering_key: "k" });
  });

  test("says why its data are no JSON, and that they must be an object", () => {
    assert.deepEqual(checkJsonObject('{"a": [1]}'), { value: { a: [1] } });
    for (const text of ["[1]", "3", "null", ""]) {
      assert.deepEqual(checkJsonObject(text), { fault: "It must be a JSON object: { … }." }, text);
    }
    const check = checkJsonObject('{\n  "a": 1,\n  "b": ]\n}');
    assert.match("fault" in check ? check.fault : "", /^It is no JSON: Unexpected token '\]'/);
  });
});

test("an event that comes in is shown only where the filters let it through", () => {
  const event = { type: "a", external_id: "7" } as never;
  assert.equal(matches(event, {}), true);
  assert.equal(matches(event, { type: "a", external_id: "7", range: "1h" }), true);
  assert.equal(matches(event, { type: "b" }), false);
  assert.equal(matches(event, { external_id: "8" }), false);
  assert.equal(matches(event, { to: "2026-01-01T00:00:00Z" }), false, "what comes now is later");
});
