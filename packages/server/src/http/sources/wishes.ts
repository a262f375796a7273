import { GuardOptionError, type Platform, readRanges } from "@tabellary/receiver";
import { type CataloguedSource, credentialFields } from "../../catalogue/catalogued-source.ts";
import { reconcileFaults } from "../../inbound/reconcile-config.ts";
import { requiredFields } from "../../inbound/set-up.ts";
import type { Fault } from "../../model/errors.ts";
import type { JsonObject } from "../../model/event-type.ts";
import { pointerStep } from "../../model/json-pointer.ts";
import type { SourceConfig, SourceSecrets } from "../../model/source.ts";
import { refuse } from "../webhooks/wishes.ts";

type Credentials = SourceSecrets["credentials"];

/** The body of a request that makes or changes a source. Left out: as it was; null: not set. */
export interface SourceBody {
  name?: string | null;
  active?: boolean;
  secrets?: Record<string, string | string[] | null> | null;
  verify_token?: string | null;
  allowed_ips?: string[] | null;
  max_age_seconds?: number | null;
  poll?: { subject?: Record<string, string>; interval_seconds?: number | null } | null;
  reconcile?: JsonObject | null;
  moderate?: string[] | null;
}

export interface SourceWishes {
  config: SourceConfig;
  credentials: Credentials;
}

/** What a platform that has a verify token calls it. */
const VERIFY_TOKEN = "verifyToken";
/** With it, OmniFence's first generation is taken, which has no secret. */
const UNSIGNED = "acceptUnverified";

/**
 * What the body wishes, over what was or over nothing, and checked.
 * @throws Problem `invalid_request` with every fault found
 */
export function readSourceWishes(body: SourceBody, platform: Platform, before?: CataloguedSource): SourceWishes {
  refuse([...secretFaults(body, platform), ...pollFaults(body, platform), ...otherFaults(body, platform)]);
  const was = before?.config ?? emptyConfig(platform);
  const config: SourceConfig = {
    platform: platform.name,
    name: orWas(body.name, was.name),
    active: body.active ?? was.active,
    allowedIps: orWas(body.allowed_ips, was.allowedIps),
    maxAgeSeconds: orWas(body.max_age_seconds, was.maxAgeSeconds),
    poll: body.poll === undefined ? was.poll : readPoll(body.poll),
    reconcile: orWas(body.reconcile, was.reconcile),
    moderate: body.moderate === undefined ? (was.moderate ?? []) : (body.moderate ?? []),
  };
  const credentials = readCredentials(body, before?.secrets.credentials ?? {});
  refuse(missingFaults(platform, config, credentials));
  return { config, credentials };
}

function emptyConfig({ name: platform }: Platform): SourceConfig {
  return {
    name: null,
    platform,
    active: true,
    allowedIps: null,
    maxAgeSeconds: null,
    poll: null,
    reconcile: null,
  };
}

function orWas<T>(wish: T | null | undefined, was: T | null): T | null {
  return wish === undefined ? was : wish;
}

function readPoll(wish: NonNullable<SourceBody["poll"]> | null): SourceConfig["poll"] {
  return wish && { subject: wish.subject ?? {}, intervalSeconds: wish.interval_seconds ?? null };
}

/** Names that are not given keep what they had. */
function readCredentials({ secrets, verify_token }: SourceBody, was: Credentials): Credentials {
  const credentials = new Map(Object.entries(secrets === null ? {} : was));
  const given = { ...secrets, ...(verify_token !== undefined && { [VERIFY_TOKEN]: verify_token }) };
  for (const [name, value] of Object.entries(given)) {
    if (value === null) credentials.delete(name);
    else credentials.set(name, typeof value === "string" ? [value] : value);
  }
  return Object.fromEntries(credentials);
}

function secretFaults({ secrets, verify_token }: SourceBody, platform: Platform): Fault[] {
  const names = credentialFields(platform).map(({ name }) => name);
  const faults = Object.keys(secrets ?? {}).flatMap((name) => {
    if (names.includes(name)) return [];
    const message = `is no credential of ${platform.title}; there are: ${names.join(", ") || "none"}`;
    return [{ path: `/secrets${pointerStep(name)}`, message }];
  });
  if (typeof verify_token !== "string" || names.includes(VERIFY_TOKEN)) return faults;
  return [...faults, { path: "/verify_token", message: `is nothing that ${platform.title} sends` }];
}

function missingFaults(platform: Platform, config: SourceConfig, credentials: Credentials): Fault[] {
  // What is polled needs no signature; what is told without one has none.
  if (config.poll !== null || credentials[UNSIGNED] !== undefined) return [];
  return requiredFields(platform).flatMap(({ name, description }) => {
    if (credentials[name] !== undefined) return [];
    return [{ path: `/secrets${pointerStep(name)}`, message: `is required by ${platform.title}: ${description}` }];
  });
}

function pollFaults({ poll }: SourceBody, platform: Platform): Fault[] {
  if (!poll) return [];
  if (platform.poll === undefined) {
    return [{ path: "/poll", message: `is not for ${platform.title}, which pushes what it has to say` }];
  }
  const { subjects } = platform.poll;
  return Object.keys(poll.subject ?? {}).flatMap((name) => {
    if (subjects.includes(name)) return [];
    const message = `is nothing that ${platform.title} is asked for; there are: ${subjects.join(", ")}`;
    return [{ path: `/poll/subject${pointerStep(name)}`, message }];
  });
}

function otherFaults({ allowed_ips, reconcile }: SourceBody, platform: Platform): Fault[] {
  const addresses = (allowed_ips ?? []).flatMap((text, i) => {
    if (isRange(text)) return [];
    return [{ path: `/allowed_ips/${i}`, message: "is no address or range such as 192.0.2.0/24" }];
  });
  const faults = reconcile ? reconcileFaults(platform, reconcile) : [];
  return [...addresses, ...faults.map(({ path, message }) => ({ path: `/reconcile${path}`, message }))];
}

function isRange(text: string): boolean {
  try {
    readRanges("allowed_ips", [text]);
    return true;
  } catch (error) {
    if (error instanceof GuardOptionError) return false;
    throw error;
  }
}
