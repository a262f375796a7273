import { type Static, Type } from "typebox";
import { type CataloguedSource, credentialFields } from "../../catalogue/catalogued-source.ts";
import { ingressUrl } from "../../inbound/ingress-url.ts";
import type { JsonObject } from "../../model/event-type.ts";
import { formatId } from "../../model/ids.ts";
import { MESSAGE_VERDICTS } from "../../model/message.ts";
import { MODERATED_TYPES } from "../../model/source.ts";
import { line, nullable, oneOf, strict, Time } from "../shapes.ts";
import { toIso } from "../times.ts";

const DAY_SECONDS = 86_400;
const INTERVAL_SECONDS_MIN = 5;

const Credential = Type.String({ minLength: 1, maxLength: 16_384 });
const Secrets = Type.Unsafe<Record<string, string | string[] | null>>({
  type: "object",
  maxProperties: 50,
  additionalProperties: {
    anyOf: [Credential, Type.Array(Credential, { minItems: 1, maxItems: 10 }), { type: "null" }],
  },
  description:
    "By the platform's own names, see `GET /v1/platforms`. A list holds every value that is valid now; the first signs. Null takes one away; names left out stay.",
});
const Subject = Type.Unsafe<Record<string, string>>({
  type: "object",
  maxProperties: 20,
  additionalProperties: { type: "string", minLength: 1, maxLength: 2_048 },
  description: "What to ask for, by the platform's own names.",
});
const interval = { minimum: INTERVAL_SECONDS_MIN, maximum: 7 * DAY_SECONDS };
const Poll = strict({
  subject: Type.Optional(Subject),
  interval_seconds: Type.Optional(
    nullable(Type.Integer({ ...interval, description: "Left out: as often as the platform finds polite." })),
  ),
});
const Reconcile = Type.Unsafe<JsonObject>({
  type: "object",
  description: "How the sender is asked for what was missed, where it does not send again.",
});

/** What the owner of a source may say of it; null or left out is "not set". */
export const sourceOptions = {
  name: Type.Optional(nullable(line({ minLength: 1, maxLength: 128 }))),
  active: Type.Optional(Type.Boolean({ description: "Off: what comes is answered, and makes no events." })),
  secrets: Type.Optional(nullable(Secrets)),
  verify_token: Type.Optional(
    nullable(Type.String({ minLength: 1, maxLength: 1_024, description: "The same as `secrets.verifyToken`." })),
  ),
  allowed_ips: Type.Optional(
    nullable(
      Type.Array(Type.String({ maxLength: 64 }), {
        maxItems: 200,
        description: "Addresses and ranges (CIDR) that may send. Handshakes are answered wherever they come from.",
      }),
    ),
  ),
  max_age_seconds: Type.Optional(
    nullable(
      Type.Integer({
        minimum: 0,
        maximum: 365 * DAY_SECONDS,
        description: "How far a timestamp may be off. Left out: what the platform says.",
      }),
    ),
  ),
  poll: Type.Optional(nullable(Poll)),
  reconcile: Type.Optional(nullable(Reconcile)),
  moderate: Type.Optional(
    nullable(
      Type.Array(oneOf(MODERATED_TYPES), {
        maxItems: MODERATED_TYPES.length,
        description: "What comes of these types is judged; what changes or deletes it follows.",
      }),
    ),
  ),
};

const PollState = strict({
  polled_at: Time,
  next_at: Time,
  failures: Type.Integer({ description: "In a row." }),
  error: nullable(Type.String()),
});

export const SourceStateShape = strict({
  handshake_at: nullable(Type.String({ format: "date-time", description: "When a handshake was answered last." })),
  last_message_at: nullable(Time),
  last_verdict: nullable(oneOf(MESSAGE_VERDICTS, "Of the message that came last.")),
  last_reason: nullable(Type.String({ description: "Why that one was rejected or ignored." })),
  poll: nullable(PollState),
  registrations: Type.Integer({ description: "How many were made from here: see …/registrations." }),
  registration_error: nullable(Type.String({ description: "What the platform said when one could not be renewed." })),
});

export const SourceShape = strict(
  {
    id: Type.String(),
    platform: Type.String(),
    name: nullable(Type.String()),
    active: Type.Boolean(),
    token: Type.String({ description: "Whoever knows it may send. See …/token/rotate." }),
    ingress_url: Type.String({ description: "Where the platform sends to." }),
    previous_token_until: nullable(
      Type.String({ format: "date-time", description: "So long the token before is taken as well." }),
    ),
    created_at: Time,
    secrets: Type.Unsafe<Record<string, string[]>>({
      type: "object",
      additionalProperties: { type: "array", items: { type: "string" } },
      description: "How each value begins; what is no secret is shown whole.",
    }),
    allowed_ips: nullable(Type.Array(Type.String())),
    max_age_seconds: nullable(Type.Integer()),
    poll: nullable(strict({ subject: Subject, interval_seconds: nullable(Type.Integer()) })),
    reconcile: nullable(Reconcile),
    moderate: Type.Array(Type.String()),
    state: Type.Optional(SourceStateShape),
  },
  { $id: "Source" },
);

export function showSource(source: CataloguedSource, publicUrl: string, now: number): Static<typeof SourceShape> {
  const { config, secrets } = source;
  const { previousUntil } = secrets;
  return {
    id: formatId("src", source.id),
    platform: config.platform,
    name: config.name,
    active: config.active,
    token: secrets.token,
    ingress_url: ingressUrl(publicUrl, source),
    previous_token_until: previousUntil !== null && now < previousUntil ? toIso(previousUntil) : null,
    created_at: toIso(source.createdAt),
    secrets: showSecrets(source),
    allowed_ips: config.allowedIps && [...config.allowedIps],
    max_age_seconds: config.maxAgeSeconds,
    poll: config.poll && { subject: config.poll.subject, interval_seconds: config.poll.intervalSeconds },
    reconcile: config.reconcile,
    moderate: [...(config.moderate ?? [])],
  };
}

function showSecrets({ platform, secrets }: CataloguedSource): Record<string, string[]> {
  const shown = new Set(credentialFields(platform).flatMap(({ name, isSecret }) => (isSecret ? [] : [name])));
  const hints = Object.entries(secrets.credentials).map(([name, values]) => {
    return [name, values.map((value) => (shown.has(name) ? value : hintOf(value)))] as const;
  });
  return Object.fromEntries(hints);
}

/** A short secret would be half told. */
const HINTED_LENGTH_MIN = 16;
const HINT_LENGTH = 4;

function hintOf(value: string): string {
  return value.length < HINTED_LENGTH_MIN ? "…" : `${value.slice(0, HINT_LENGTH)}…`;
}
