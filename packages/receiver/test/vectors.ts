/** Known answers, each with where it was published; those that contracts have are read there. */
import { readFileSync } from "node:fs";

export interface Vector {
  id: string;
  kind?: "signature" | "challenge" | "signature-of-query";
  note: string;
  secret: string;
  method?: string;
  query?: Record<string, string>;
  headers: Record<string, string>;
  raw_body?: string;
  raw_body_base64?: string;
  /** Unix seconds; left out where the format has no time. */
  now?: number;
  expect: "valid" | "invalid";
  expected_status?: number;
  expected_response_body?: string;
}

export function readVectors(file: string): Vector[] {
  const own = new URL(`./vectors/${file}.json`, import.meta.url);
  const shared = new URL(`../../contracts/test/vectors/${file}.json`, import.meta.url);
  return [...read(own), ...read(shared)];
}

function read(url: URL): Vector[] {
  try {
    return JSON.parse(readFileSync(url, "utf8"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

export function bodyOf({ raw_body_base64, raw_body }: Vector): Uint8Array {
  return Buffer.from(raw_body_base64 ?? raw_body ?? "", raw_body_base64 === undefined ? "utf8" : "base64");
}
