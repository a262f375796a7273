import { contracts } from "@tabellary/contracts";
import { type Static, Type } from "typebox";
import type { CataloguedWebhook } from "../../catalogue/catalogued-webhook.ts";
import type { JsonObject } from "../../model/event-type.ts";
import { formatId } from "../../model/ids.ts";
import { nullable, oneOf, prose, strict, Time } from "../shapes.ts";
import { toIso } from "../times.ts";
import { HIDDEN } from "../webhooks/headers.ts";

const DELAY_SECONDS_MAX = 7 * 86_400;

export const ContractName = oneOf(contracts.map((contract) => contract.name));
const Ordering = oneOf(["none", "webhook", "key"]);
const Schedule = Type.Array(Type.Number({ minimum: 0, maximum: DELAY_SECONDS_MAX }), { minItems: 1, maxItems: 50 });
export const CustomContract = Type.Unsafe<JsonObject>({
  type: "object",
  description:
    "The options of the contract `custom`. They are shown as they are: a credential belongs into the webhook's `headers`.",
});
const Filter = Type.Unsafe<JsonObject>({
  type: "object",
  description: 'A condition that the event must meet, such as `{"path": "data.id", "exists": true}`: docs/filters.md.',
});
const Sources = Type.Array(Type.String(), {
  minItems: 1,
  maxItems: 100,
  description: "Ids of sources: only their events, and none of the API.",
});
const HeaderValues = Type.Unsafe<Record<string, string>>({
  type: "object",
  additionalProperties: { type: "string", maxLength: 4096 },
  maxProperties: 50,
});

/** What the owner of a webhook may say of it beside URL and events; null or left out is "not set". */
export const webhookOptions = {
  active: Type.Optional(
    Type.Boolean({ description: "The owner's switch. Off: new events skip it, what waits is held." }),
  ),
  secret: Type.Optional(nullable(Type.String({ description: "Left out, one is generated." }))),
  contract: Type.Optional(nullable(ContractName)),
  custom_contract: Type.Optional(nullable(CustomContract)),
  description: Type.Optional(nullable(prose({ maxLength: 1024 }))),
  headers: Type.Optional(nullable(HeaderValues)),
  retry_schedule: Type.Optional(
    nullable({ ...Schedule, description: "Seconds before attempt 1, 2, …, each from the end of the one before." }),
  ),
  timeout_ms: Type.Optional(nullable(Type.Integer({ minimum: 100, maximum: 60_000 }))),
  ordering: Type.Optional(nullable(Ordering)),
  filter: Type.Optional(nullable(Filter)),
  sources: Type.Optional(nullable(Sources)),
};

export const Url = Type.String({ maxLength: 2048, description: "http or https, without credentials or fragment." });
export const EventPatterns = Type.Array(Type.String(), {
  minItems: 1,
  maxItems: 100,
  description: "Exact types, `comment.*` or `*`.",
});

export const WebhookShape = strict(
  {
    id: Type.String(),
    url: Type.String(),
    events: Type.Array(Type.String()),
    secret: Type.Optional(Type.String({ description: "Only in the answer to its creation; later at …/secret." })),
    active: Type.Boolean(),
    created_at: Time,
    contract: Type.String(),
    custom_contract: nullable(CustomContract),
    description: nullable(Type.String()),
    headers: Type.Unsafe<Record<string, string>>({
      type: "object",
      additionalProperties: { type: "string" },
      description: `Values are shown as ${HIDDEN}.`,
    }),
    retry_schedule: nullable(Schedule),
    timeout_ms: nullable(Type.Integer()),
    ordering: nullable(Ordering),
    filter: nullable(Filter),
    sources: nullable(Sources),
    health: oneOf(["healthy", "failing"]),
    health_since: nullable({ ...Time, description: "When that began. Null: it has been healthy since it was made." }),
    effective: strict(
      { retry_schedule: Schedule, timeout_ms: Type.Integer(), ordering: Ordering },
      { description: "What holds: the webhook's own wishes over its contract's." },
    ),
  },
  { $id: "Webhook" },
);

/** `secret` is shown once, when the webhook is made. */
export function showWebhook(webhook: CataloguedWebhook, secret?: string): Static<typeof WebhookShape> {
  const { config, terms } = webhook;
  return {
    id: formatId("hook", webhook.id),
    url: config.url,
    events: [...config.events],
    ...(secret !== undefined && { secret }),
    active: config.active,
    created_at: toIso(webhook.createdAt),
    contract: config.contract,
    custom_contract: config.customContract,
    description: config.description,
    headers: Object.fromEntries(Object.keys(config.headers).map((name) => [name, HIDDEN])),
    retry_schedule: config.retrySchedule && [...config.retrySchedule],
    timeout_ms: config.timeoutMs,
    ordering: config.ordering,
    filter: config.filter ?? null,
    sources: config.sources ? [...config.sources] : null,
    health: webhook.health,
    health_since: webhook.healthSince === null ? null : toIso(webhook.healthSince),
    effective: { retry_schedule: [...terms.schedule], timeout_ms: terms.timeoutMs, ordering: terms.ordering },
  };
}
