import { type DestinationStream, type Logger, pino, stdTimeFunctions } from "pino";
import type { LogLevel } from "../config/config.ts";

export type Log = Pick<Logger, "trace" | "debug" | "info" | "warn" | "error" | "fatal">;

/** Field names whose values are never logged, at the top or up to three levels down, in camel, snake and kebab case. */
const SECRET_FIELDS = [
  "authorization",
  "proxy-authorization",
  "cookie",
  "set-cookie",
  "x-api-key",
  "secret",
  "secrets",
  "signature",
  "password",
  "token",
  "verify_token",
  "verifyToken",
  "adminKey",
  "admin_key",
  "masterKey",
  "master_key",
  "privateKey",
  "private_key",
  "x-pixelpatrol-signature",
  "x-webhook-signature",
  "x-signature",
  "x-hub-signature",
  "x-hub-signature-256",
  "stripe-signature",
  "webhook-signature",
];

const DEPTH_MAX = 4;
const CENSORED = "[not logged]";

/** JSON lines on standard output, or on `destination`. */
export function createLog(options: { level: LogLevel; destination?: DestinationStream }): Log {
  return pino(
    {
      level: options.level,
      base: null, // the process id and host are what the supervisor adds
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }), log: (fields) => withoutSecrets(fields, DEPTH_MAX) },
    },
    options.destination,
  );
}

const SECRET_NAMES = new Set(SECRET_FIELDS.map((name) => name.toLowerCase()));

/** By name rather than by path: pino's own redaction is case-sensitive, and headers come in any case and at any depth. */
function withoutSecrets(fields: Record<string, unknown>, depth: number): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    kept[name] = SECRET_NAMES.has(name.toLowerCase()) ? CENSORED : withoutSecretsIn(value, depth);
  }
  return kept;
}

function withoutSecretsIn(value: unknown, depth: number): unknown {
  if (value === null || typeof value !== "object" || value instanceof Error) return value;
  if (depth === 0) return "[too deep to log]";
  if (Array.isArray(value)) return value.map((item) => withoutSecretsIn(item, depth - 1));
  const isPlain = Object.getPrototypeOf(value) === Object.prototype || Object.getPrototypeOf(value) === null;
  return isPlain ? withoutSecrets(value as Record<string, unknown>, depth - 1) : value;
}
