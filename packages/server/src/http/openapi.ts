import swagger from "@fastify/swagger";
import swaggerUi from "@fastify/swagger-ui";
import type { FastifySchema, RouteOptions } from "fastify";
import { PROBLEMS, type ProblemCode } from "../model/errors.ts";
import { VERSION } from "../version.ts";
import type { App } from "./app.ts";
import type { Access } from "./auth.ts";
import { NowShape } from "./figures/now.ts";
import { FigurePoint, FigureTotals } from "./figures/point-shape.ts";
import { PROBLEM_TYPE, ProblemShape } from "./problem.ts";
import { problemsOf, type RouteFacts } from "./route-problems.ts";
import { DecisionShape, EnforcementShape, FindingShape } from "./routes/decision-shape.ts";
import { DeliveryDetail, DeliveryRow } from "./routes/delivery-shape.ts";
import { EventDetail, EventRow } from "./routes/event-shape.ts";
import { JobShape } from "./routes/job-shape.ts";
import { MediaDetail, MediaRow } from "./routes/media-shape.ts";
import { MessageDetail, MessageRow } from "./routes/message-shape.ts";
import { ModerationShape } from "./routes/moderation-settings.ts";
import { ReviewShape } from "./routes/review-shape.ts";
import { RuleGroupShape, RuleShape } from "./routes/rule-group-shape.ts";
import { SourceShape } from "./routes/source-shape.ts";
import { WebhookShape } from "./routes/webhook-shape.ts";

const TAGS = [
  { name: "session", description: "Signing in at a browser." },
  { name: "sites", description: "Tenants. Admin keys only." },
  { name: "keys", description: "API keys. Admin keys only." },
  { name: "event types", description: "Names of events, with a JSON Schema that is enforced when they come in." },
  { name: "webhooks", description: "Subscriptions: where events go, signed with what, retried when." },
  { name: "events", description: "What happened. Kept and scheduled before it is acknowledged." },
  { name: "deliveries", description: "One event owed to one webhook, with every attempt." },
  { name: "sources", description: "Where platforms send to: verified, kept, and made into events of the site." },
  { name: "moderation", description: "Content to judge: media, jobs, evaluators, rules." },
  { name: "reviews", description: "What people decide." },
  { name: "figures", description: "What happens, and how it goes: for charts and for the live view." },
  { name: "ingress", description: "What platforms call. The token in the path is the key." },
  { name: "tools", description: "Signatures and contracts." },
  { name: "operation", description: "For whoever runs the hub. No key needed." },
];

const SHAPES = [
  ...[ProblemShape, WebhookShape, EventRow, EventDetail, DeliveryRow, DeliveryDetail],
  ...[SourceShape, MessageRow, MessageDetail],
  ...[FigurePoint, FigureTotals, NowShape],
  ...[MediaRow, MediaDetail, FindingShape, EnforcementShape, DecisionShape, JobShape],
  ...[ModerationShape, RuleShape, RuleGroupShape, ReviewShape],
];

/** The OpenAPI document at `/openapi.json` and a page to read it at `/docs`, which asks no other host for anything. */
export function addOpenApi(app: App): void {
  for (const shape of SHAPES) app.addSchema(shape);
  app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Tabellary",
        version: VERSION,
        description: "A hub for webhooks: signed, ordered, retried, logged.",
      },
      tags: TAGS,
      components: {
        securitySchemes: {
          key: {
            type: "http",
            scheme: "bearer",
            description: "An API key. Admin keys act on `?site_id=`, else on `default`.",
          },
        },
      },
    },
    refResolver: { buildLocalReference: (schema, _base, _fragment, i) => String(schema.$id ?? `Shape${i}`) },
    transform: ({ schema, url, route }) => ({ url, schema: complete(factsOf(route, schema)) }),
  });
  app.register(swaggerUi, { routePrefix: "/docs", uiConfig: { docExpansion: "list", deepLinking: true } });
}

function factsOf(route: RouteOptions, schema: FastifySchema = {}): RouteFacts {
  const { access = "public", problems = [] } = route.config ?? {};
  return { method: [route.method].flat()[0] ?? "GET", schema, access, problems };
}

/** What every route has: who may call it, and what its errors look like. */
function complete(facts: RouteFacts): FastifySchema {
  const { schema, access } = facts;
  return {
    ...schema,
    ...(access === "public" ? { security: [] } : { security: [{ key: [] }], description: describe(schema, access) }),
    response: { ...(schema.response as object), ...describeProblems(facts) },
  };
}

/** Those that a route names itself under their status, all others as a class. */
function describeProblems(facts: RouteFacts): object {
  const problem = { content: { [PROBLEM_TYPE]: { schema: { $ref: "Problem#" } } } };
  const codes = problemsOf(facts);
  const of = (holds: (code: ProblemCode) => boolean) => listed(codes.filter(holds));
  const statuses = [...new Set(facts.problems.map((code) => PROBLEMS[code].status))].sort((a, b) => a - b);
  const rest = (digit: number) =>
    of((code) => isOfClass(code, digit) && !statuses.includes(PROBLEMS[code].status as never));
  return {
    ...Object.fromEntries(
      statuses.map((status) => [
        status,
        { description: `It cannot be done: ${of((code) => PROBLEMS[code].status === status)}.`, ...problem },
      ]),
    ),
    "4XX": { description: `The request cannot be done; \`code\` and \`detail\` say why: ${rest(4)}.`, ...problem },
    "5XX": { description: `Tabellary cannot do it now; repeat the request: ${rest(5)}.`, ...problem },
  };
}

function isOfClass(code: ProblemCode, digit: number): boolean {
  return Math.floor(PROBLEMS[code].status / 100) === digit;
}

function listed(codes: readonly ProblemCode[]): string {
  return codes.map((code) => `\`${code}\``).join(", ");
}

function describe(schema: FastifySchema, access: Access): string {
  const needs = access === "any" ? "any key" : access === "admin" ? "an admin key" : `the scope \`${access}\``;
  return `${schema.description ?? ""}\n\nNeeds ${needs}.`.trim();
}
