import { createHash } from "node:crypto";
import type { FastifyRequest } from "fastify";
import type { AcceptRequest } from "../engine/requests.ts";
import { Problem } from "../model/errors.ts";

const KEY = /^[!-~]{1,255}$/;

/** The request's Idempotency-Key, with a hash of the route and the canonical body that it stands for. */
export function readIdempotency({ headers, routeOptions, body }: FastifyRequest): AcceptRequest["idempotency"] {
  const key = headers["idempotency-key"];
  if (key === undefined) return null;
  if (typeof key !== "string" || !KEY.test(key)) {
    const message = "must be 1 to 255 visible ASCII characters, once";
    const faults = [{ path: "Idempotency-Key", message }];
    throw new Problem("invalid_request", `Idempotency-Key ${message}.`, { faults });
  }
  return { key, bodyHash: hashOf(routeOptions.url, body) };
}

/** What a request stands for: its route and its canonical body. */
export function hashOf(route: string | undefined, body: unknown): Uint8Array {
  return createHash("sha256").update(`${route}\n`).update(JSON.stringify(body)).digest();
}
