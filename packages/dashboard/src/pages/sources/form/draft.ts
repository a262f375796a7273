/** A source as the form has it, and as the API takes it. */
import type { Credential, Platform, Source } from "../queries.ts";

export interface SourceDraft {
  name: string;
  /** By the credential's name, each value that is valid now. None, or only empty ones: as it was. */
  secrets: Readonly<Record<string, readonly string[]>>;
  isPolled: boolean;
  subject: Readonly<Record<string, string>>;
  /** Seconds; empty: as often as is polite. */
  interval: string;
  moderate: readonly string[];
  allowedIps: readonly string[];
  /** Seconds; empty: what the platform says. */
  maxAge: string;
  /** JSON; empty: the sender is not asked for what was missed. */
  reconcile: string;
}

export interface SourceWishes {
  name: string | null;
  secrets?: Record<string, string | string[]>;
  poll: { subject: Record<string, string>; interval_seconds: number | null } | null;
  moderate: ("comment.created" | "post.created")[];
  allowed_ips: string[] | null;
  max_age_seconds: number | null;
  reconcile: Source["reconcile"];
}

/** What comes of these types can be judged. */
export const JUDGED = ["comment.created", "post.created"] as const;

export function draftOf(source: Source | null, platform: Platform): SourceDraft {
  return {
    name: source?.name ?? "",
    secrets: {},
    isPolled: source === null ? platform.set_up.kind === "none" : source.poll !== null,
    subject: source?.poll?.subject ?? {},
    interval: String(source?.poll?.interval_seconds ?? ""),
    moderate: source?.moderate ?? [],
    allowedIps: source?.allowed_ips ?? [],
    maxAge: String(source?.max_age_seconds ?? ""),
    reconcile: source?.reconcile == null ? "" : JSON.stringify(source.reconcile, null, 2),
  };
}

/** The body of a request. @throws SyntaxError when `reconcile` is no JSON */
export function toWishes(draft: SourceDraft): SourceWishes {
  const secrets = Object.entries(draft.secrets).flatMap(([name, all]) => {
    const values = all.map((value) => value.trim()).filter((value) => value !== "");
    return values.length === 0 ? [] : [[name, values.length === 1 ? values[0]! : values] as const];
  });
  return {
    name: textOrNull(draft.name),
    ...(secrets.length > 0 && { secrets: Object.fromEntries(secrets) }),
    poll: draft.isPolled ? { subject: filled(draft.subject), interval_seconds: numberOrNull(draft.interval) } : null,
    moderate: JUDGED.filter((type) => draft.moderate.includes(type)),
    allowed_ips: draft.allowedIps.length > 0 ? [...draft.allowedIps] : null,
    max_age_seconds: numberOrNull(draft.maxAge),
    reconcile: draft.reconcile.trim() === "" ? null : JSON.parse(draft.reconcile),
  };
}

/** What each credential is for, in the order in which a person needs them. */
const USES: readonly { use: Credential["needed_for"]; title: string }[] = [
  { use: "receiving", title: "To verify what comes" },
  { use: "registering", title: "To let the hub register the address itself" },
  { use: "polling", title: "To ask the platform" },
  { use: "redelivery", title: "To ask for what was missed" },
  { use: "acting", title: "To carry decisions out at the platform" },
];

export interface CredentialGroup {
  title: string;
  use: Credential["needed_for"];
  credentials: readonly Credential[];
}

export function groupsOf({ credentials }: Platform): readonly CredentialGroup[] {
  return USES.flatMap(({ use, title }) => {
    const own = credentials.filter(({ needed_for }) => needed_for === use);
    return own.length === 0 ? [] : [{ title, use, credentials: own }];
  });
}

/** The owner chooses it, and tells the platform: so it can be made up here. */
export function isChosen({ set_up }: Platform, { name, is_secret }: Credential): boolean {
  const entries = set_up.steps.flatMap(({ enter }) => enter);
  return is_secret && entries.some((entry) => entry.is === "credential" && entry.value === name);
}

function filled(record: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value.trim() !== ""));
}

function textOrNull(text: string): string | null {
  return text.trim() === "" ? null : text.trim();
}

function numberOrNull(text: string): number | null {
  return text.trim() === "" ? null : Number(text);
}
