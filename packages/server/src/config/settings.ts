import { isIP } from "node:net";
import { dirname, resolve } from "node:path";
import { parseCidr } from "../model/cidr.ts";

/** Everything that can be set. Variables, flags, defaults, checks and `docs/reference/config.md` all come from here. */
export interface Setting<T> {
  /** `TABELLARY_…` */
  env: string;
  /** Of `tabellary serve`, without the dashes. A flag beats the variable. */
  flag: string;
  /** As it would be typed. Absent: the setting is optional, and its value then undefined. */
  default?: string;
  example: string;
  /** For the reference: one or two sentences in Markdown. */
  meaning: string;
  /** Its value is never repeated in an error or shown as a default. */
  isSecret?: true;
  /** Throws `Unsound`. */
  parse(text: string): T;
}

/** What a value should have been, to follow "TABELLARY_PORT is "80a", but …". */
export class Unsound extends Error {
  override readonly name = "Unsound";
}

export const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export type Database = SqliteDatabase | PostgresDatabase;

export interface SqliteDatabase {
  kind: "sqlite";
  /** Absolute. */
  file: string;
  /** Its folder: keys made at first start are kept beside it. */
  dataDir: string;
}

export interface PostgresDatabase {
  kind: "postgres";
  /** With its password: never to be shown. */
  url: string;
  /** The same as people may see it: without a user name, a password, or parameters. */
  shownAs: string;
}

export const ROLES = ["all", "api", "worker"] as const;
/** What a node does: `api` accepts and answers, `worker` delivers, `all` does both. */
export type Role = (typeof ROLES)[number];

export const SETTINGS = {
  database: setting({
    env: "TABELLARY_DATABASE_URL",
    flag: "database-url",
    default: "sqlite:./data/tabellary.db",
    example: "sqlite:/var/lib/tabellary/tabellary.db",
    meaning:
      "Where everything is kept: a file (`sqlite:` and a path; its folder also holds the keys made at first start), which one process has to itself, or a PostgreSQL of version 15 or later (`postgres://user:password@host/database`), which any number of nodes share. Nodes need the same `TABELLARY_ADMIN_KEY` and `TABELLARY_MASTER_KEY`.",
    isSecret: true,
    parse: databaseUrl,
  }),
  databaseTimeoutMs: setting({
    env: "TABELLARY_DATABASE_TIMEOUT_MS",
    flag: "database-timeout-ms",
    default: "1500",
    example: "5000",
    meaning:
      "How long the database may take to answer, in milliseconds, before whoever waits is refused with 503 and `Retry-After`, and a PostgreSQL counts as away. Raise it where the database is far away or its machine is slow. At most 10000, for a node's lease has to be renewed in time.",
    parse: whole(100, 10_000),
  }),
  databaseWaitSeconds: setting({
    env: "TABELLARY_DATABASE_WAIT_SECONDS",
    flag: "database-wait-seconds",
    default: "30",
    example: "120",
    meaning:
      "How long a starting node waits for a PostgreSQL that cannot be reached yet, as when both are started together. `0` ends at once.",
    parse: whole(0, 3_600),
  }),
  mayLoseCommits: setting({
    env: "TABELLARY_MAY_LOSE_COMMITS",
    flag: "may-lose-commits",
    default: "false",
    example: "true",
    meaning:
      "Whether a PostgreSQL with `fsync`, `full_page_writes` or `synchronous_commit` off is used all the same. A power cut may then take back what was acknowledged.",
    parse: trueOrFalse,
  }),
  role: setting({
    env: "TABELLARY_ROLE",
    flag: "role",
    default: "all",
    example: "worker",
    meaning:
      "What this node does, where several share a PostgreSQL: `api` accepts events and answers requests, `worker` delivers (and answers `/healthz`, `/readyz` and `/metrics` only), `all` does both.",
    parse: oneOf(ROLES),
  }),
  host: setting({
    env: "TABELLARY_HOST",
    flag: "host",
    default: "127.0.0.1",
    example: "0.0.0.0",
    meaning: "The address to listen on. `0.0.0.0` or `::` is every address of the machine.",
    parse: host,
  }),
  port: setting({
    env: "TABELLARY_PORT",
    flag: "port",
    default: "8484",
    example: "8484",
    meaning: "The port to listen on; `0` takes any that is free.",
    parse: whole(0, 65_535),
  }),
  publicUrl: setting({
    env: "TABELLARY_PUBLIC_URL",
    flag: "public-url",
    example: "https://hooks.example.com",
    meaning:
      "Where platforms reach this hub: every source's `ingress_url` begins with it. Left out, it is the address that the hub listens on.",
    parse: publicUrl,
  }),
  trustedProxies: setting({
    env: "TABELLARY_TRUSTED_PROXIES",
    flag: "trusted-proxies",
    default: "",
    example: "10.0.0.0/8,fd00::/8",
    meaning:
      "The addresses (CIDR, separated by commas) of your own proxies in front of the hub. What they write at the end of `X-Forwarded-For` is believed to be the sender's address, and what they write in `X-Forwarded-Proto` to be how a browser came here; nobody else's is.",
    parse: cidrs,
  }),
  adminKey: setting({
    env: "TABELLARY_ADMIN_KEY",
    flag: "admin-key",
    example: "a-long-random-string",
    meaning:
      "The key of the administrator, at least 16 visible ASCII characters. Left out, one is made at first start, printed once, and kept in `admin-key` in the data folder, readable by the owner alone.",
    isSecret: true,
    parse: adminKey,
  }),
  masterKey: setting({
    env: "TABELLARY_MASTER_KEY",
    flag: "master-key",
    example: "the output of: openssl rand -base64 32",
    meaning:
      "32 bytes, as base64 or hex, under which secrets are sealed in the database. Left out, one is made at first start and kept in `master-key` in the data folder. Back it up apart from the database: without it the secrets in there cannot be read.",
    isSecret: true,
    parse: masterKey,
  }),
  egressAllow: setting({
    env: "TABELLARY_EGRESS_ALLOW",
    flag: "egress-allow",
    default: "",
    example: "10.1.0.0/16,fd00::/8",
    meaning:
      "Address ranges (CIDR, separated by commas) that webhooks may reach although they are private, loopback, link-local or reserved. All other such addresses are refused.",
    parse: cidrs,
  }),
  egressProxy: setting({
    env: "TABELLARY_EGRESS_PROXY",
    flag: "egress-proxy",
    example: "http://proxy.internal:3128",
    meaning: "An HTTP proxy that every outgoing request goes through. It may carry a user name and password.",
    isSecret: true,
    parse: httpUrl,
  }),
  egressCaFile: setting({
    env: "TABELLARY_EGRESS_CA_FILE",
    flag: "egress-ca-file",
    example: "/etc/ssl/our-ca.pem",
    meaning: "A file of PEM certificates that outgoing TLS trusts in addition to the public authorities.",
    parse: (text) => resolve(text),
  }),
  requireHttps: setting({
    env: "TABELLARY_REQUIRE_HTTPS",
    flag: "require-https",
    default: "true",
    example: "false",
    meaning: "Whether a webhook's URL must be https. Loopback is excepted.",
    parse: trueOrFalse,
  }),
  concurrency: setting({
    env: "TABELLARY_CONCURRENCY",
    flag: "concurrency",
    default: "2048",
    example: "512",
    meaning: "How many attempts may be under way at a time.",
    parse: whole(1, 65_536),
  }),
  maxPayloadBytes: setting({
    env: "TABELLARY_MAX_PAYLOAD_BYTES",
    flag: "max-payload-bytes",
    default: "262144",
    example: "1048576",
    meaning: "The largest event, and the largest message of a platform, in bytes.",
    parse: whole(1_024, 16_777_216),
  }),
  retentionDays: setting({
    env: "TABELLARY_RETENTION_DAYS",
    flag: "retention-days",
    default: "30",
    example: "7",
    meaning:
      "For how many days payloads, attempts and messages are kept. What is still owed is kept for as long as it is.",
    parse: whole(1, 3_650),
  }),
  jobTimeoutSeconds: setting({
    env: "TABELLARY_JOB_TIMEOUT_SECONDS",
    flag: "job-timeout-seconds",
    default: "300",
    example: "900",
    meaning:
      "How long a moderation job has for its verdict, people's included. Then it fails, its item waits for a person, and nothing passes. Five minutes are what OmniFence tells its callers to wait.",
    parse: whole(1, 2_592_000),
  }),
  videoJobTimeoutSeconds: setting({
    env: "TABELLARY_VIDEO_JOB_TIMEOUT_SECONDS",
    flag: "video-job-timeout-seconds",
    default: "900",
    example: "3600",
    meaning: "The same of a job whose item is a video.",
    parse: whole(1, 2_592_000),
  }),
  alertUrl: setting({
    env: "TABELLARY_ALERT_URL",
    flag: "alert-url",
    example: "https://alerts.example.com/tabellary",
    meaning:
      "A URL to which the operator's events (`webhook.failing`, `webhook.recovered`, `delivery.exhausted`, `moderation.exhausted`) are sent. The rules for a webhook's URL hold: https, no user name or password, and no private address that `TABELLARY_EGRESS_ALLOW` does not name.",
    isSecret: true,
    parse: urlWithoutPassword,
  }),
  failingAfter: setting({
    env: "TABELLARY_FAILING_AFTER",
    flag: "failing-after",
    default: "5",
    example: "20",
    meaning: "After how many failed attempts in a row a webhook counts as failing.",
    parse: whole(1, 1_000_000),
  }),
  logLevel: setting({
    env: "TABELLARY_LOG_LEVEL",
    flag: "log-level",
    default: "info",
    example: "debug",
    meaning: `How much is logged: \`${LOG_LEVELS.join("`, `")}\`.`,
    parse: oneOf(LOG_LEVELS),
  }),
};

/** Keeps what `default` says about `undefined` in the type. */
function setting<T, const S extends Setting<T>>(it: S & Setting<T>): S {
  return it;
}

function databaseUrl(text: string): Database {
  if (/^postgres(ql)?:/.test(text)) return postgresUrl(text);
  const path = /^sqlite:(?:\/\/(?=\/))?(.+)$/.exec(text)?.[1];
  if (path === undefined) throw new Unsound("a database is named by sqlite: and a path, or by a postgres:// URL");
  if (path.startsWith(":memory:"))
    throw new Unsound("what is accepted has to be kept, so the database has to be a file");
  const file = resolve(path);
  return { kind: "sqlite", file, dataDir: dirname(file) };
}

function postgresUrl(text: string): PostgresDatabase {
  const url = URL.parse(text);
  if (url === null || url.hostname === "" || url.pathname.length < 2) {
    throw new Unsound("a PostgreSQL is named by postgres://user:password@host:port/database");
  }
  return { kind: "postgres", url: text, shownAs: `postgres://${url.host}${url.pathname}` };
}

function host(text: string): string {
  const plain = text.startsWith("[") && text.endsWith("]") ? text.slice(1, -1) : text;
  const isName = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i.test(plain);
  // A name of digits and dots is an address gone wrong, such as 127.0.0.
  const isSound = isIP(plain) !== 0 || (isName && !/^[\d.]+$/.test(plain));
  if (!isSound) throw new Unsound("a host is an IPv4 or IPv6 address, or a name, without a port");
  return plain;
}

function whole(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    throw new Unsound(`it is a whole number from ${min} to ${max}`);
  };
}

function trueOrFalse(text: string): boolean {
  return oneOf(["true", "false"])(text) === "true";
}

function oneOf<const T extends string>(values: readonly T[]): (text: string) => T {
  return (text) => {
    const value = values.find((candidate) => candidate === text);
    if (value === undefined) throw new Unsound(`it is one of ${values.join(", ")}`);
    return value;
  };
}

function adminKey(text: string): string {
  if (!/^[!-~]{16,512}$/.test(text)) throw new Unsound("a key has 16 to 512 visible ASCII characters and no spaces");
  return text;
}

function masterKey(text: string): Uint8Array {
  if (/^[0-9a-f]{64}$/i.test(text)) return Uint8Array.from(Buffer.from(text, "hex"));
  const bytes = Buffer.from(text, "base64");
  const isWritten = /^[A-Za-z0-9+/_-]{43}=?$/.test(text);
  if (!isWritten || bytes.length !== 32) throw new Unsound("a master key is 32 bytes, as base64 or as 64 hex digits");
  return Uint8Array.from(bytes);
}

function cidrs(text: string): readonly string[] {
  const ranges = text.split(",").map((range) => range.trim());
  return ranges.filter((range) => range !== "").map(cidr);
}

function cidr(range: string): string {
  if (parseCidr(range) === null) throw new Unsound(`"${range}" is no address range`);
  return range;
}

function publicUrl(text: string): string {
  const { search, hash } = new URL(urlWithoutPassword(text));
  if (search !== "" || hash !== "") throw new Unsound("it is a URL without a query or fragment");
  return text.replace(/\/+$/, "");
}

function urlWithoutPassword(text: string): string {
  const { username, password } = new URL(httpUrl(text));
  if (username !== "" || password !== "") throw new Unsound("it is a URL without a user name or password");
  return text;
}

function httpUrl(text: string): string {
  const url = URL.parse(text);
  if (url?.protocol !== "http:" && url?.protocol !== "https:") throw new Unsound("it is a URL with http or https");
  return text;
}
