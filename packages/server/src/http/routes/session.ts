import { hash } from "node:crypto";
import type { FastifyRequest } from "fastify";
import { type Static, Type } from "typebox";
import { Problem } from "../../model/errors.ts";
import { formatId } from "../../model/ids.ts";
import { SCOPES } from "../../model/key.ts";
import { VERSION } from "../../version.ts";
import type { App, AppDeps } from "../app.ts";
import type { Caller, FindCaller } from "../auth.ts";
import type { Arrival } from "../sessions/arrival.ts";
import { refuseForeign, refuseForeignOrigin } from "../sessions/same-origin.ts";
import type { Session, Sessions } from "../sessions/sessions.ts";
import { SignInLimit } from "../sessions/sign-in-limit.ts";
import { NoQuery, Nothing, nullable, oneOf, strict, Time } from "../shapes.ts";
import { toIso } from "../times.ts";

const SignIn = strict({
  key: Type.String({ minLength: 1, maxLength: 512, description: "An API key, as it was made." }),
});

const SessionShape = strict({
  kind: oneOf(["admin", "site"]),
  name: Type.String({ description: "What the key is called; of the key that the hub was started with, `admin`." }),
  site: Type.Unsafe<{ id: string; name: string; contract: string } | null>({
    ...strict({
      id: Type.String(),
      name: Type.String(),
      contract: Type.String({ description: "That its webhooks take when they name none." }),
    }),
    type: ["object", "null"],
    description: "The key's own site; null for an admin key.",
  }),
  scopes: Type.Array(Type.String(), { description: "An admin key has all of them." }),
  expires_at: nullable({ ...Time, description: "Of the session; null where a key was sent with the request." }),
  hub: strict({
    version: Type.String(),
    store: Type.String({ description: "The engine and its version." }),
    role: oneOf(["all", "api", "worker"]),
    public_url: Type.String({ description: "Where platforms reach this hub." }),
    retention_days: Type.Integer(),
    max_payload_bytes: Type.Integer(),
  }),
});

export interface SessionDeps extends AppDeps {
  sessions: Sessions;
  arrival: Arrival;
  findCaller: FindCaller;
}

/** Signing in at a browser: a key is shown once, and a cookie that no script reads stands for it from then on. */
export function addSession(app: App, deps: SessionDeps): void {
  addSignIn(app, deps);
  addWhoIsThere(app, deps);
  addSignOut(app, deps);
}

function addSignIn(app: App, deps: SessionDeps): void {
  const { sessions, arrival, findCaller, config } = deps;
  const limit = new SignInLimit(deps.clock);
  app.post(
    "/v1/session",
    {
      config: { access: "public", problems: ["unauthorized", "cross_site_request", "overloaded"] },
      schema: {
        operationId: "signIn",
        summary: "Sign in at a browser",
        description:
          "Shows a key and gets a cookie that stands for it: `HttpOnly`, `SameSite=Strict`, for 12 hours, and longer while it is used. Requests with the cookie that are no reads need the header `x-tabellary-request: dashboard`. Revoking the key ends the session. Programs send `Authorization` instead.",
        tags: ["session"],
        querystring: NoQuery,
        body: SignIn,
        response: { 201: SessionShape },
      },
    },
    async (request, reply) => {
      refuseForeignOrigin(request, config.publicUrl);
      const keyHash = hash("sha256", request.body.key);
      const caller = findCaller(keyHash);
      // Whoever has a key comes in, whatever others have tried from behind the same proxy.
      if (caller === undefined) {
        limit.failed(arrival.addressOf(request));
        throw new Problem("unauthorized", "The API key is not known here.");
      }
      const session = sessions.start(keyHash, request, reply);
      reply.code(201).header("cache-control", "no-store");
      return show(caller, session, deps);
    },
  );
}

function addWhoIsThere(app: App, deps: SessionDeps): void {
  app.get(
    "/v1/session",
    {
      config: { access: "any" },
      schema: {
        operationId: "getSession",
        summary: "Who is signed in, and at what hub",
        description: "Of the cookie, or of the key that is sent.",
        tags: ["session"],
        querystring: NoQuery,
        response: { 200: SessionShape },
      },
    },
    async (request, reply) => {
      reply.header("cache-control", "no-store");
      return show(callerOf(request), request.session, deps);
    },
  );
}

function addSignOut(app: App, { sessions, config }: SessionDeps): void {
  app.delete(
    "/v1/session",
    {
      // A session that is over is ended too.
      config: { access: "public", problems: ["cross_site_request"] },
      schema: {
        operationId: "signOut",
        summary: "Sign out",
        description: "Takes the cookie away. Needs the header `x-tabellary-request: dashboard`.",
        tags: ["session"],
        querystring: NoQuery,
        response: { 204: Nothing },
      },
    },
    async (request, reply) => {
      refuseForeign(request, config.publicUrl);
      sessions.end(request, reply);
      return reply.code(204).send();
    },
  );
}

function callerOf({ caller, routeOptions }: FastifyRequest): Caller {
  if (caller === null) throw new Error(`${routeOptions.url} tells who calls without asking for a key.`);
  return caller;
}

function show(caller: Caller, session: Session | null, deps: SessionDeps): Static<typeof SessionShape> {
  const { catalogue, config, store } = deps;
  const site = caller.kind === "site" ? catalogue.now.site(caller.siteNo) : undefined;
  return {
    kind: caller.kind,
    name: caller.name,
    site: site === undefined ? null : { id: formatId("site", site.id), name: site.name, contract: site.contract },
    scopes: caller.kind === "admin" ? [...SCOPES] : [...caller.scopes],
    expires_at: session === null ? null : toIso(session.expiresAtMs),
    hub: {
      version: VERSION,
      store: store.engine,
      role: config.role,
      public_url: deps.publicUrl(),
      retention_days: config.retentionDays,
      max_payload_bytes: config.maxPayloadBytes,
    },
  };
}
