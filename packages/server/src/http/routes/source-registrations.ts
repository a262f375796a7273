import { type Static, Type } from "typebox";
import { REGISTRATION_STATES } from "../../inbound/registration-state.ts";
import type { RegistrationView } from "../../inbound/registrations.ts";
import type { JsonObject } from "../../model/event-type.ts";
import type { App, AppDeps } from "../app.ts";
import { siteOf } from "../auth.ts";
import { IdParams, Nothing, nullable, oneOf, SiteQuery, siteParameter, strict, Time } from "../shapes.ts";
import { toIso } from "../times.ts";
import { findSource } from "./source-find.ts";

const NewRegistration = strict({
  options: Type.Optional(
    Type.Unsafe<JsonObject>({
      type: "object",
      description: "What is subscribed to, by the platform's own names: `events` (GitHub), `channel` (YouTube).",
    }),
  ),
});

const RegistrationShape = strict({
  id: Type.String({ description: "As the platform knows it." }),
  url: nullable(Type.String({ description: "Where it sends. Null: the platform does not tell." })),
  state: oneOf(
    REGISTRATION_STATES,
    "`pending`: the platform has not confirmed it yet. `inactive`: it sends nothing there. `denied`: it refused. `missing`: made here, and not listed there any more. `unknown`: it does not say.",
  ),
  is_ours: Type.Boolean({ description: "Made by this source." }),
  ends_at: nullable(Time),
  renews_at: nullable(Type.Unsafe<string>({ ...Time, description: "When it is asked for again, by itself." })),
  error: nullable(Type.String({ description: "What the platform said last, where it refused." })),
});

const PortalValues = Type.Array(strict({ name: Type.String(), value: Type.String(), is_secret: Type.Boolean() }), {
  description: "What to enter there, as it is.",
});

const Registered = strict({
  registration: nullable(RegistrationShape),
  by_hand: nullable(strict({ where: Type.String(), values: PortalValues })),
});

const Listing = strict({
  registrations: Type.Array(RegistrationShape),
  listing: oneOf(
    ["listed", "unlistable", "portal", "failed"],
    "`unlistable`: the platform has no list. `portal`: a person finds it there. `failed`: it could not be asked, and what is shown is what was noted.",
  ),
  message: nullable(Type.String()),
});

const EndQuery = strict({ ...siteParameter, registration_id: Type.String({ minLength: 1, maxLength: 2_048 }) });

export function addSourceRegistrations(app: App, deps: AppDeps): void {
  addRegister(app, deps);
  addListRegistrations(app, deps);
  addEndRegistration(app, deps);
}

function addRegister(app: App, { catalogue, inbound }: AppDeps): void {
  app.post(
    "/v1/sources/:id/registrations",
    {
      config: { access: "sources:write", problems: ["conflict", "platform_failed"] },
      schema: {
        operationId: "registerSource",
        summary: "Have the platform send to the source's address",
        description:
          "By the platform's API, with the source's credentials; a secret that the platform makes becomes one of them, and what ends by itself is renewed in time. Where only a person can do it, `by_hand` says where, and the exact values to enter.",
        tags: ["sources"],
        params: IdParams,
        querystring: SiteQuery,
        body: NewRegistration,
        response: { 200: Registered, 201: Registered },
      },
    },
    async (request, reply) => {
      const site = siteOf(request, catalogue, request.query.site_id);
      const source = findSource(catalogue, site, request.params.id);
      const made = await inbound.asking.registrations.register(source, request.body.options ?? {});
      if (made.kind === "registered") {
        reply.code(201);
        return { registration: show(made.registration), by_hand: null };
      }
      const values = made.values.map(({ name, value, isSecret }) => ({ name, value, is_secret: isSecret }));
      return { registration: null, by_hand: { where: made.portal, values } };
    },
  );
}

function addListRegistrations(app: App, { catalogue, inbound }: AppDeps): void {
  app.get(
    "/v1/sources/:id/registrations",
    {
      config: { access: "sources:read" },
      schema: {
        operationId: "listSourceRegistrations",
        summary: "What is registered at the platform",
        description: "The platform is asked now; what was noted here is shown beside it.",
        tags: ["sources"],
        params: IdParams,
        querystring: SiteQuery,
        response: { 200: Listing },
      },
    },
    async (request) => {
      const site = siteOf(request, catalogue, request.query.site_id);
      const source = findSource(catalogue, site, request.params.id);
      const { kind, message, registrations } = await inbound.asking.registrations.list(source);
      return { registrations: registrations.map(show), listing: kind, message };
    },
  );
}

function addEndRegistration(app: App, { catalogue, inbound }: AppDeps): void {
  app.delete(
    "/v1/sources/:id/registrations",
    {
      config: { access: "sources:write", problems: ["conflict", "platform_failed"] },
      schema: {
        operationId: "endSourceRegistration",
        summary: "End a registration at the platform",
        tags: ["sources"],
        params: IdParams,
        querystring: EndQuery,
        response: { 204: Nothing },
      },
    },
    async (request, reply) => {
      const site = siteOf(request, catalogue, request.query.site_id);
      const source = findSource(catalogue, site, request.params.id);
      await inbound.asking.registrations.end(source, request.query.registration_id);
      return reply.code(204).send();
    },
  );
}

function show({ id, url, state, isOurs, endsAt, renewsAt, error }: RegistrationView): Static<typeof RegistrationShape> {
  return {
    id,
    url,
    state,
    is_ours: isOurs,
    ends_at: endsAt === null ? null : toIso(endsAt),
    renews_at: renewsAt === null ? null : toIso(renewsAt),
    error,
  };
}
