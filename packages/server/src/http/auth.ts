import { hash } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Catalogue } from "../catalogue/catalogue.ts";
import { Problem } from "../model/errors.ts";
import { parseId } from "../model/ids.ts";
import type { Scope } from "../model/key.ts";
import { DEFAULT_SITE_NAME, type Site } from "../model/site.ts";
import { refuseForeign } from "./sessions/same-origin.ts";
import type { Session, Sessions } from "./sessions/sessions.ts";

/** What a route asks of a key. `any` is any valid key, `public` none at all. */
export type Access = Scope | "admin" | "any" | "public";

/** Who calls: an administrator, or a site with scopes. */
export type Caller = ({ kind: "admin" } | { kind: "site"; siteNo: number; scopes: readonly Scope[] }) & {
  /** What the key is called; of the key that the hub was started with, `admin`. */
  name: string;
};

declare module "fastify" {
  interface FastifyRequest {
    caller: Caller | null;
    /** Of the caller's key, as `FindCaller` takes it: for what goes on while a key may be revoked. */
    keyHash: string | null;
    /** Null where the caller sent a key. */
    session: Session | null;
    /** By `performance.now()`. */
    receivedAt: number;
  }
  interface FastifyContextConfig {
    access?: Access;
  }
}

export type Authenticate = (request: FastifyRequest, reply: FastifyReply) => void;

/** Whose key has this SHA-256, in hex. Undefined: nobody's. */
export type FindCaller = (keyHash: string) => Caller | undefined;

/** Keys are found by their SHA-256, so the time that takes says nothing of the key. */
export function createFindCaller(catalogue: Catalogue, adminKey: string): FindCaller {
  const adminHash = hash("sha256", adminKey);
  return (keyHash) => {
    if (keyHash === adminHash) return { kind: "admin", name: "admin" };
    const key = catalogue.now.keyByHash(keyHash);
    if (key === undefined) return undefined;
    const { siteNo, scopes, name } = key;
    return siteNo === null ? { kind: "admin", name } : { kind: "site", siteNo, scopes, name };
  };
}

export interface AuthenticateDeps {
  findCaller: FindCaller;
  sessions: Sessions;
  config: { publicUrl: string | undefined };
}

const BEARER = /^Bearer +([!-~]{1,512})$/i;

/** A key in `Authorization`, or else a session in a cookie. */
export function createAuthenticate({ findCaller, sessions, config }: AuthenticateDeps): Authenticate {
  function bearerOf(request: FastifyRequest, authorization: string): Caller {
    const token = BEARER.exec(authorization)?.[1];
    if (token === undefined) throw unauthorized("The header Authorization is not `Bearer <key>`.");
    request.keyHash = hash("sha256", token);
    const caller = findCaller(request.keyHash);
    if (caller === undefined) throw unauthorized("The API key is not known here.");
    return caller;
  }

  function visitorOf(request: FastifyRequest, reply: FastifyReply): Caller {
    const session = sessions.read(request);
    if (session === null) throw unauthorized("The header Authorization is missing.");
    refuseForeign(request, config.publicUrl);
    request.keyHash = session.keyHash;
    const caller = findCaller(session.keyHash);
    if (caller === undefined) throw unauthorized("The key that this session began with is not known here any more.");
    request.session = sessions.renew(session, request, reply);
    return caller;
  }

  return (request, reply) => {
    const access = request.routeOptions.config.access ?? "public";
    if (access === "public") return;
    const { authorization } = request.headers;
    request.caller = authorization === undefined ? visitorOf(request, reply) : bearerOf(request, authorization);
    if (request.caller.kind === "admin" || access === "any") return;
    if (access === "admin") throw new Problem("forbidden", "This takes an admin key.");
    if (request.caller.scopes.includes(access)) return;
    throw new Problem("forbidden", `The API key lacks the scope ${access}.`);
  };
}

/** Whether the caller's key has a scope beyond the one that its route asks for. */
export function hasScope({ caller }: FastifyRequest, scope: Scope): boolean {
  return caller !== null && (caller.kind === "admin" || caller.scopes.includes(scope));
}

/**
 * The site that a request acts on. `siteId` is what the caller named, if anything.
 * @throws Problem `not_found` for a site that is not the key's, as for one that does not exist
 */
export function siteOf(request: FastifyRequest, catalogue: Catalogue, siteId: string | undefined): Site {
  const { caller } = request;
  if (caller === null) throw new Error(`${request.routeOptions.url} acts on a site without asking for a key.`);
  const site = caller.kind === "site" ? catalogue.now.site(caller.siteNo) : adminSite(catalogue, siteId);
  const isNamed = siteId === undefined || (site !== undefined && parseId("site", siteId) === site.id);
  if (site === undefined || !isNamed) throw new Problem("not_found", "There is no such site.");
  return site;
}

/** The site that body and query name between them. */
export function namedSite(inBody: string | undefined, inQuery: string | undefined): string | undefined {
  if (inBody === undefined || inQuery === undefined || inBody === inQuery) return inBody ?? inQuery;
  const faults = [{ path: "/site_id", message: "is another site than the query's site_id" }];
  throw new Problem("invalid_request", "The body and the query name different sites.", { faults });
}

function adminSite(catalogue: Catalogue, siteId: string | undefined): Site | undefined {
  if (siteId === undefined) return catalogue.now.siteNamed(DEFAULT_SITE_NAME);
  const id = parseId("site", siteId);
  return id === undefined ? undefined : catalogue.now.siteById(id);
}

function unauthorized(detail: string): Problem {
  return new Problem("unauthorized", detail);
}
