/** What `reconcile` of a source may say: how its sender is asked for what was missed. By platform. */
import type { Platform } from "@tabellary/receiver";
import type { CataloguedSource } from "../catalogue/catalogued-source.ts";
import type { Fault } from "../model/errors.ts";
import type { JsonObject, JsonValue } from "../model/event-type.ts";

/** Of a platform that sends again when it is asked, such as GitHub. */
export interface RedeliveryConfig {
  hookId: string;
  /** The repository as `owner/name`, instead of the credential `repository`. Null: that one. */
  repository: string | null;
  intervalMs: number;
}

/** Of a sender of jobs, such as OmniFence. */
export interface JobsConfig {
  /** Where `/job/{id}` is. Null: where the sender has it. */
  pollUrl: string | null;
  intervalMs: number;
}

const INTERVAL_SECONDS = { redelivery: 300, jobs: 180 };
const SECONDS_MIN = 30;
const SECONDS_MAX = 86_400;
const JOBS_PLATFORM = "omnifence";

/** Returns null when the source is not to be reconciled, or not in this way. */
export function redeliveryConfigOf({ platform, config }: CataloguedSource): RedeliveryConfig | null {
  const wish = config.reconcile;
  if (wish === null || platform.redeliver === undefined) return null;
  const { hook_id, owner, repo } = wish;
  return {
    hookId: String(hook_id),
    repository: owner === undefined || repo === undefined ? null : `${owner}/${repo}`,
    intervalMs: intervalOf(wish, INTERVAL_SECONDS.redelivery),
  };
}

/** As `redeliveryConfigOf`. */
export function jobsConfigOf({ platform, config }: CataloguedSource): JobsConfig | null {
  const wish = config.reconcile;
  if (wish === null || platform.name !== JOBS_PLATFORM) return null;
  const { poll_url } = wish;
  return {
    pollUrl: typeof poll_url === "string" ? poll_url : null,
    intervalMs: intervalOf(wish, INTERVAL_SECONDS.jobs),
  };
}

function intervalOf({ interval_seconds: seconds }: JsonObject, usualSeconds: number): number {
  return (typeof seconds === "number" ? seconds : usualSeconds) * 1000;
}

type Check = (value: JsonValue) => string | null;

interface Field {
  isRequired: boolean;
  check: Check;
}

const intervalField: Field = {
  isRequired: false,
  check: (value) =>
    Number.isInteger(value) && (value as number) >= SECONDS_MIN && (value as number) <= SECONDS_MAX
      ? null
      : `must be a whole number of seconds from ${SECONDS_MIN} to ${SECONDS_MAX}`,
};

const REDELIVERY_FIELDS: Readonly<Record<string, Field>> = {
  hook_id: { isRequired: true, check: (value) => checkText(String(value), /^\d{1,20}$/, "must be the webhook's id") },
  owner: {
    isRequired: false,
    check: (value) => checkText(value, /^[A-Za-z0-9-]{1,39}$/, "must be the repository's owner"),
  },
  repo: {
    isRequired: false,
    check: (value) => checkText(value, /^[A-Za-z0-9._-]{1,100}$/, "must be the repository's name"),
  },
  interval_seconds: intervalField,
};

const JOBS_FIELDS: Readonly<Record<string, Field>> = {
  poll_url: { isRequired: false, check: checkAddress },
  interval_seconds: intervalField,
};

/** What is wrong with a source's `reconcile`; paths begin behind `/reconcile`. Empty: nothing. */
export function reconcileFaults(platform: Platform, wish: JsonObject): readonly Fault[] {
  const fields = fieldsOf(platform);
  if (fields === null)
    return [{ path: "", message: `must be null: ${platform.title} cannot be asked for what was missed` }];
  const strange = Object.keys(wish).filter((name) => !Object.hasOwn(fields, name));
  const names = Object.keys(fields).join(", ");
  return [
    ...strange.map((name) => ({ path: `/${name}`, message: `is not a field here; there are: ${names}` })),
    ...Object.entries(fields).flatMap(([name, field]) => faultsOf(name, field, wish[name])),
    ...(Object.hasOwn(wish, "owner") === Object.hasOwn(wish, "repo")
      ? []
      : [{ path: "", message: "must name both owner and repo, or neither" }]),
  ];
}

function fieldsOf({ name, redeliver }: Platform): Readonly<Record<string, Field>> | null {
  if (redeliver !== undefined) return REDELIVERY_FIELDS;
  return name === JOBS_PLATFORM ? JOBS_FIELDS : null;
}

function faultsOf(name: string, { isRequired, check }: Field, value: JsonValue | undefined): Fault[] {
  if (value === undefined) return isRequired ? [{ path: `/${name}`, message: "is required" }] : [];
  const message = check(value);
  return message === null ? [] : [{ path: `/${name}`, message }];
}

function checkText(value: JsonValue, pattern: RegExp, message: string): string | null {
  return typeof value === "string" && pattern.test(value) ? null : message;
}

function checkAddress(value: JsonValue): string | null {
  const url = typeof value === "string" && value.length <= 2_048 ? URL.parse(value) : null;
  return url !== null && /^https?:$/.test(url.protocol) ? null : "must be an http or https URL";
}
