/** A webhook as the form has it, and as the API takes it. */
import type { Webhook } from "../../../api/webhooks.ts";
import { checkJsonObject } from "../../../parts/json-check.ts";
import { parseSchedule, writeSchedule } from "../contract/delays.ts";

export interface HeaderLine {
  name: string;
  /** `***` for one that the hub has and does not show. */
  value: string;
}

export interface WebhookDraft {
  url: string;
  description: string;
  events: readonly string[];
  /** Empty: the site's own. */
  contract: string;
  /** JSON; of the contract `custom` alone. */
  customContract: string;
  /** Empty: one is made. Of a new webhook alone. */
  secret: string;
  headers: readonly HeaderLine[];
  /** As `parseSchedule` reads it; empty: the contract's. */
  schedule: string;
  /** Milliseconds; empty: the contract's. */
  timeoutMs: string;
  /** Empty: the contract's. */
  ordering: string;
  /** JSON; empty: every event of its types. */
  filter: string;
  /** None: from anywhere. */
  sources: readonly string[];
}

type JsonObject = Record<string, never>;

/** What is asked of the API, for a new webhook and for a change alike. */
export interface WebhookWishes {
  url: string;
  events: string[];
  description: string | null;
  contract: Contract | null;
  custom_contract: JsonObject | null;
  secret?: string;
  headers: Record<string, string> | null;
  retry_schedule: number[] | null;
  timeout_ms: number | null;
  ordering: "none" | "webhook" | "key" | null;
  filter: JsonObject | null;
  sources: string[] | null;
}

/** The names that the API knows; that it is one of them is the API's to say. */
type Contract = "generic";

/** A custom contract to begin with: the one that most pages print. */
const CUSTOM_TO_BEGIN_WITH = {
  envelope: { id: "{{id}}", type: "{{type}}", created_at: "{{created_at}}", data: "{{data}}" },
  signature: { header: "X-Signature", algorithm: "sha256", encoding: "hex", signed: "{{timestamp}}.{{body}}" },
  timestamp: { header: "X-Timestamp" },
};

export function newDraft(contract: string): WebhookDraft {
  return {
    url: "",
    description: "",
    events: ["*"],
    contract,
    customContract: JSON.stringify(CUSTOM_TO_BEGIN_WITH, null, 2),
    secret: "",
    headers: [],
    schedule: "",
    timeoutMs: "",
    ordering: "",
    filter: "",
    sources: [],
  };
}

export function draftOf(webhook: Webhook): WebhookDraft {
  const { custom_contract, filter, retry_schedule, headers } = webhook;
  return {
    ...newDraft(webhook.contract),
    url: webhook.url,
    description: webhook.description ?? "",
    events: webhook.events,
    ...(custom_contract !== null && { customContract: JSON.stringify(custom_contract, null, 2) }),
    headers: Object.entries(headers).map(([name, value]) => ({ name, value })),
    schedule: retry_schedule === null ? "" : writeSchedule(retry_schedule),
    timeoutMs: String(webhook.timeout_ms ?? ""),
    ordering: webhook.ordering ?? "",
    filter: filter === null ? "" : JSON.stringify(filter, null, 2),
    sources: webhook.sources ?? [],
  };
}

/** What can be seen to be wrong before the hub is asked, by the path that the hub would name. */
export function faultsOf(draft: WebhookDraft): Readonly<Record<string, string>> {
  const faults: Record<string, string> = {};
  if (draft.contract === "custom") note(faults, "/custom_contract", jsonFault(draft.customContract));
  if (draft.filter.trim() !== "") note(faults, "/filter", jsonFault(draft.filter));
  if (draft.schedule.trim() !== "" && parseSchedule(draft.schedule) === undefined) {
    faults["/retry_schedule"] = "Write delays with commas between them, such as 0, 30, 5 min, 2 h.";
  }
  return faults;
}

function note(faults: Record<string, string>, path: string, fault: string | undefined): void {
  if (fault !== undefined) faults[path] = fault;
}

function jsonFault(text: string): string | undefined {
  const check = checkJsonObject(text);
  return "fault" in check ? check.fault : undefined;
}

/** The body of a request, of a draft without faults. */
export function toWishes(draft: WebhookDraft): WebhookWishes {
  const headers = draft.headers.filter(({ name }) => name.trim() !== "");
  return {
    url: draft.url.trim(),
    events: [...draft.events],
    description: textOrNull(draft.description),
    contract: textOrNull(draft.contract) as Contract | null,
    custom_contract: draft.contract === "custom" ? (JSON.parse(draft.customContract) as JsonObject) : null,
    ...(draft.secret.trim() !== "" && { secret: draft.secret.trim() }),
    headers: headers.length === 0 ? null : Object.fromEntries(headers.map(({ name, value }) => [name.trim(), value])),
    retry_schedule: draft.schedule.trim() === "" ? null : parseSchedule(draft.schedule)!,
    timeout_ms: draft.timeoutMs.trim() === "" ? null : Number(draft.timeoutMs),
    ordering: draft.ordering === "" ? null : (draft.ordering as "none" | "webhook" | "key"),
    filter: draft.filter.trim() === "" ? null : (JSON.parse(draft.filter) as JsonObject),
    sources: draft.sources.length === 0 ? null : [...draft.sources],
  };
}

function textOrNull(text: string): string | null {
  return text.trim() === "" ? null : text.trim();
}
