import { Type } from "typebox";
import { Problem } from "../../model/errors.ts";
import type { App, AppDeps } from "../app.ts";
import { oneOf, strict } from "../shapes.ts";

/** For supervisors and scrapers. None asks for a key: bind the hub to an address that only they and yours reach. */
export function addOperation(app: App, deps: AppDeps): void {
  addProbes(app, deps);
  addOpenapi(app);
}

/** What a node answers that does nothing but deliver. */
export function addProbes(app: App, deps: AppDeps): void {
  addHealth(app);
  addReadiness(app, deps);
  addMetrics(app, deps);
}

function addHealth(app: App): void {
  app.get(
    "/healthz",
    {
      config: { access: "public" },
      schema: {
        operationId: "health",
        summary: "The process lives",
        tags: ["operation"],
        response: { 200: strict({ status: oneOf(["ok"]) }) },
      },
    },
    async () => ({ status: "ok" as const }),
  );
}

function addReadiness(app: App, { engine }: AppDeps): void {
  app.get(
    "/readyz",
    {
      config: { access: "public" },
      schema: {
        operationId: "readiness",
        summary: "Events are being accepted",
        description: "503 while starting, stopping, or after the store failed.",
        tags: ["operation"],
        response: { 200: strict({ status: oneOf(["ready"]) }) },
      },
    },
    async () => {
      if (!engine.isReady()) throw new Problem("unavailable", "Events are not being accepted now.", { retryAfter: 1 });
      return { status: "ready" as const };
    },
  );
}

function addMetrics(app: App, { engine, metrics }: AppDeps): void {
  app.get(
    "/metrics",
    {
      config: { access: "public" },
      schema: {
        operationId: "metrics",
        summary: "Figures in the Prometheus text format",
        tags: ["operation"],
        response: {
          200: { description: "Prometheus text.", content: { "text/plain": { schema: Type.String() } } },
        },
      },
    },
    async (_request, reply) => {
      engine.report();
      reply.header("content-type", metrics.contentType);
      return reply.send((await metrics.render()) as never);
    },
  );
}

function addOpenapi(app: App): void {
  app.get(
    "/openapi.json",
    {
      config: { access: "public" },
      schema: {
        operationId: "openapi",
        summary: "This document",
        tags: ["operation"],
        response: { 200: Type.Unsafe<object>({ type: "object" }) },
      },
    },
    async () => app.swagger() as object,
  );
}
