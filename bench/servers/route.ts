/** The HTTP side of every comparator: the same checks, the same answers, whatever keeps the deliveries. */
import { timingSafeEqual } from "node:crypto";
import type { AddressInfo } from "node:net";
import { type FastifyInstance, fastify } from "fastify";
import type { Target } from "../subjects/subject.ts";
import { Deliveries, type Delivery, type EventWish } from "./deliveries.ts";

const BODY_BYTES_MAX = 16 * 1024 * 1024;
const EVENTS_MAX = 1_000;

const event = {
  type: "object",
  required: ["type", "data"],
  additionalProperties: false,
  properties: {
    type: { type: "string", pattern: "^[A-Za-z0-9._-]{1,128}$" },
    data: { type: "object" },
    ordering_key: { type: "string", minLength: 1, maxLength: 255 },
  },
} as const;
const batch = {
  type: "object",
  required: ["events"],
  additionalProperties: false,
  properties: { events: { type: "array", minItems: 1, maxItems: EVENTS_MAX, items: event } },
} as const;
const accepted = { type: "object", properties: { id: { type: "string" } } } as const;
const allAccepted = { type: "object", properties: { events: { type: "array", items: accepted } } } as const;

export interface RouteOptions {
  targets: readonly Target[];
  key: string;
  /** Resolves when the deliveries are kept as well as the comparator keeps them; the 202 waits for it. */
  keep(deliveries: readonly Delivery[]): Promise<unknown>;
}

export interface Route {
  port: number;
  close(): Promise<void>;
}

/** Listens on a free port. */
export async function openRoute({ targets, key, keep }: RouteOptions): Promise<Route> {
  const deliveries = new Deliveries(targets);
  const app = fastify({ bodyLimit: BODY_BYTES_MAX, forceCloseConnections: true });
  requireKey(app, key);

  app.post<{ Body: EventWish }>(
    "/v1/events",
    { schema: { body: event, response: { 202: accepted } } },
    async (request, reply) => {
      const owed: Delivery[] = [];
      const id = deliveries.add(request.body, owed);
      await keep(owed);
      reply.code(202);
      return { id };
    },
  );
  app.post<{ Body: { events: EventWish[] } }>(
    "/v1/events/batch",
    { schema: { body: batch, response: { 202: allAccepted } } },
    async (request, reply) => {
      const owed: Delivery[] = [];
      const ids = request.body.events.map((wish) => ({ id: deliveries.add(wish, owed) }));
      await keep(owed);
      reply.code(202);
      return { events: ids };
    },
  );

  await app.listen({ host: "127.0.0.1", port: 0 });
  return { port: (app.server.address() as AddressInfo).port, close: () => app.close() };
}

function requireKey(app: FastifyInstance, key: string): void {
  const expected = Buffer.from(`Bearer ${key}`);
  app.addHook("onRequest", (request, reply, done) => {
    const given = Buffer.from(request.headers.authorization ?? "");
    if (given.length === expected.length && timingSafeEqual(given, expected)) return done();
    reply.code(401).send({ error: "unauthorized", message: "Send the key as `Authorization: Bearer KEY`." });
  });
}
