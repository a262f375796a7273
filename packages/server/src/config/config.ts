/** What the hub runs with, after `settings.ts` has been read from flags and environment and found sound. */
export interface Config {
  database: { kind: "sqlite"; file: string };
  /** Where keys made at first start are kept: the folder of the SQLite file. */
  dataDir: string;
  host: string;
  port: number;
  /** Absent: made at first start. See `secrets.ts`. */
  adminKey: string | undefined;
  /** 32 bytes. Absent: made at first start. */
  masterKey: Uint8Array | undefined;
  egressAllow: readonly string[];
  egressProxy: string | undefined;
  egressCaFile: string | undefined;
  requireHttps: boolean;
  concurrency: number;
  maxPayloadBytes: number;
  retentionDays: number;
  logLevel: LogLevel;
  /** Where operator events (`webhook.failing`, `delivery.exhausted`) go. */
  alertUrl: string | undefined;
  /** Consecutive failed attempts after which a webhook counts as failing. */
  failingAfter: number;
}

export type LogLevel = "trace" | "debug" | "info" | "warn" | "error" | "fatal" | "silent";
