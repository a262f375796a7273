import { type Contract, InvalidContractError } from "@tabellary/contracts";
import { type CataloguedWebhook, contractOf } from "../../catalogue/catalogued-webhook.ts";
import type { Snapshot } from "../../catalogue/snapshot.ts";
import { parseCondition } from "../../model/condition/parse.ts";
import { type Fault, Problem } from "../../model/errors.ts";
import { isEventPattern, type JsonObject } from "../../model/event-type.ts";
import { parseId } from "../../model/ids.ts";
import { pointerStep } from "../../model/json-pointer.ts";
import type { Site } from "../../model/site.ts";
import type { Ordering, WebhookConfig } from "../../model/webhook.ts";
import { customContractFaults } from "./custom-contract.ts";
import { HIDDEN, headerFaults } from "./headers.ts";

/** The body of a request that makes or changes a webhook. Left out: as it was; null: not set. */
export interface WebhookBody {
  url?: string;
  events?: string[];
  active?: boolean;
  secret?: string | null;
  contract?: string | null;
  custom_contract?: JsonObject | null;
  description?: string | null;
  headers?: Record<string, string> | null;
  retry_schedule?: number[] | null;
  timeout_ms?: number | null;
  ordering?: Ordering | null;
  filter?: JsonObject | null;
  sources?: string[] | null;
}

/** What the body wishes, over what was (`before`, header values in the clear) or over nothing. */
export function readWishes(body: WebhookBody, site: Site, before: CataloguedWebhook | undefined): WebhookConfig {
  const was: WebhookConfig = before ? { ...before.config, headers: before.headers } : emptyConfig(site);
  const contract = orWas(body.contract, site.contract, was.contract);
  const filter = orWas(body.filter, undefined, was.filter);
  const sources = orWas<readonly string[] | undefined>(body.sources, undefined, was.sources);
  return {
    url: body.url ?? was.url,
    events: body.events ?? was.events,
    active: body.active ?? was.active,
    contract,
    // A contract's options go with it.
    customContract: orWas(body.custom_contract, null, contract === "custom" ? was.customContract : null),
    description: orWas(body.description, null, was.description),
    headers: body.headers === undefined ? was.headers : revealed(body.headers ?? {}, was.headers),
    retrySchedule: orWas(body.retry_schedule, null, was.retrySchedule),
    timeoutMs: orWas(body.timeout_ms, null, was.timeoutMs),
    ordering: orWas(body.ordering, null, was.ordering),
    ...(filter !== undefined && { filter }),
    ...(sources !== undefined && { sources }),
    ...(was.managedBy !== undefined && { managedBy: was.managedBy }), // not the API's to give or take
  };
}

/**
 * Checks what the schema cannot say, all of it but the URL and the sources, and returns the contract.
 * @throws Problem `invalid_request` with every fault found
 */
export function checkWishes(wishes: WebhookConfig): Contract {
  const contract = resolveContract(wishes);
  refuse([
    ...eventFaults(wishes.events),
    ...headerFaults(wishes.headers, contract.headerNames),
    ...customContractFaults(wishes.customContract ?? {}),
    ...filterFaults(wishes.filter),
  ]);
  return contract;
}

/** @throws Problem `invalid_request` when one of them is no source of the site */
export function checkSources(sources: readonly string[], site: Site, snapshot: Snapshot): void {
  refuse(
    sources.flatMap((id, index) => {
      const no = parseId("src", id);
      if (no !== undefined && snapshot.sourceById(no)?.siteNo === site.no) return [];
      return [{ path: `/sources/${index}`, message: "is no source of this site" }];
    }),
  );
}

/** @throws Problem `invalid_request` at `path` when the contract cannot sign with the secret */
export function checkSecret(contract: Contract, secret: string, path = "/secret"): void {
  const sentence = contract.checkSecret(secret);
  if (sentence !== undefined) refuse([{ path, message: sentence }]);
}

export function refuse(faults: readonly Fault[]): void {
  if (faults.length === 0) return;
  throw new Problem("invalid_request", `${faults[0]!.path} ${faults[0]!.message}.`.replace(/\.\.$/, "."), { faults });
}

function emptyConfig(site: Site): WebhookConfig {
  return {
    url: "",
    events: [],
    active: true,
    contract: site.contract,
    customContract: null,
    description: null,
    headers: {},
    retrySchedule: null,
    timeoutMs: null,
    ordering: null,
  };
}

function orWas<T>(wish: T | null | undefined, whenNull: T, was: T): T {
  if (wish === undefined) return was;
  return wish === null ? whenNull : wish;
}

/** A value that is shown hidden and sent back so stays what it was. */
function revealed(wished: Record<string, string>, was: Readonly<Record<string, string>>): Record<string, string> {
  const known = new Map(Object.entries(was));
  return Object.fromEntries(
    Object.entries(wished).map(([name, value]) => {
      if (value !== HIDDEN) return [name, value];
      const kept = known.get(name);
      if (kept !== undefined) return [name, kept];
      throw hiddenUnknown(name);
    }),
  );
}

function hiddenUnknown(name: string): Problem {
  const path = `/headers${pointerStep(name)}`;
  const message = `is ${HIDDEN}, which stands for the value it has, and it has none yet`;
  return new Problem("invalid_request", `${path} ${message}.`, { faults: [{ path, message }] });
}

function eventFaults(events: readonly string[]): Fault[] {
  return events.flatMap((pattern, i) => {
    if (isEventPattern(pattern)) return [];
    const message = pattern === "" ? "is empty" : "is no event type, `type.*` or `*`";
    return [{ path: `/events/${i}`, message }];
  });
}

function filterFaults(filter: JsonObject | undefined): readonly Fault[] {
  if (filter === undefined) return [];
  const parsed = parseCondition(filter);
  return parsed.ok ? [] : parsed.faults.map(({ path, message }) => ({ path: `/filter${path}`, message }));
}

/** @throws Problem `invalid_request` at `/custom_contract` */
export function resolveContract(wishes: Pick<WebhookConfig, "contract" | "customContract">): Contract {
  const path = "/custom_contract";
  if (wishes.contract === "custom" && wishes.customContract === null) {
    refuse([{ path, message: "is required with the contract custom" }]);
  }
  if (wishes.contract !== "custom" && wishes.customContract !== null) {
    refuse([{ path, message: `goes with the contract custom, not with ${wishes.contract}` }]);
  }
  try {
    return contractOf(wishes);
  } catch (error) {
    if (!(error instanceof InvalidContractError)) throw error;
    const steps = error.path === "" ? [] : error.path.split(".");
    throw new Problem("invalid_request", error.message, {
      faults: [{ path: path + steps.map(pointerStep).join(""), message: error.message }],
    });
  }
}
