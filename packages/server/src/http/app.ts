import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { Catalogue } from "../catalogue/catalogue.ts";
import type { Vault } from "../catalogue/vault.ts";
import type { Config } from "../config/config.ts";
import type { Egress } from "../egress/egress.ts";
import type { Engine } from "../engine/requests.ts";
import type { Inbound } from "../inbound/inbound.ts";
import { Problem } from "../model/errors.ts";
import type { Clock, Random } from "../model/ports.ts";
import type { Moderation } from "../moderation/moderation.ts";
import type { Reads } from "../store/reads.ts";
import type { Store } from "../store/store.ts";
import type { Log } from "../telemetry/log.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import { type Authenticate, createAuthenticate, createFindCaller } from "./auth.ts";
import { answerBrokenRequest } from "./broken-request.ts";
import { parseJson } from "./json-door.ts";
import { addKnownPaths } from "./known-paths.ts";
import { addOpenApi } from "./openapi.ts";
import { createDashboard } from "./pages/dashboard.ts";
import { sendProblem, toProblem } from "./problem.ts";
import { addContracts } from "./routes/contracts.ts";
import { addDeliveries } from "./routes/deliveries.ts";
import { addEvaluatorCallbacks } from "./routes/evaluator-callbacks.ts";
import { addEventBatch } from "./routes/event-batch.ts";
import { addTryEventType } from "./routes/event-type-try.ts";
import { addEventTypes } from "./routes/event-types.ts";
import { addEvents } from "./routes/events.ts";
import { addFind } from "./routes/find.ts";
import { addIngress } from "./routes/ingress.ts";
import { addJobDeliveries } from "./routes/job-deliveries.ts";
import { addJobProgress } from "./routes/job-progress.ts";
import { addJobs } from "./routes/jobs.ts";
import { addKeys } from "./routes/keys.ts";
import { addMedia } from "./routes/media.ts";
import { addMediaImage } from "./routes/media-image.ts";
import { addModerate } from "./routes/moderate.ts";
import { addModerationSettings } from "./routes/moderation-settings.ts";
import { addNodes } from "./routes/nodes.ts";
import { addOperation, addProbes } from "./routes/operation.ts";
import { addPlatforms } from "./routes/platforms.ts";
import { addReviewFigures } from "./routes/review-figures.ts";
import { addReviewWork } from "./routes/review-work.ts";
import { addReviews } from "./routes/reviews.ts";
import { addRuleGroups } from "./routes/rule-groups.ts";
import { addRules } from "./routes/rules.ts";
import { addSession, type SessionDeps } from "./routes/session.ts";
import { addSites } from "./routes/sites.ts";
import { addSourceChange } from "./routes/source-change.ts";
import { addSourceJobs } from "./routes/source-jobs.ts";
import { addSourceMessages } from "./routes/source-messages.ts";
import { addSourcePoll } from "./routes/source-poll.ts";
import { addSourceRegistrations } from "./routes/source-registrations.ts";
import { addSourceReplay } from "./routes/source-replay.ts";
import { addSourceTest } from "./routes/source-test.ts";
import { addSources } from "./routes/sources.ts";
import { addStats } from "./routes/stats.ts";
import { addStatsNow } from "./routes/stats-now.ts";
import { addWebhookStats } from "./routes/stats-webhooks.ts";
import { addStream } from "./routes/stream.ts";
import { addVerify } from "./routes/verify.ts";
import { addWebhookChange } from "./routes/webhook-change.ts";
import { addWebhookDeliveries } from "./routes/webhook-deliveries.ts";
import { addWebhookHealth } from "./routes/webhook-health.ts";
import { addWebhookSecrets } from "./routes/webhook-secrets.ts";
import { addWebhooks } from "./routes/webhooks.ts";
import { createArrival } from "./sessions/arrival.ts";
import { Sessions } from "./sessions/sessions.ts";
import { createValidatorCompiler } from "./validation.ts";

export interface AppDeps {
  catalogue: Catalogue;
  engine: Engine;
  inbound: Pick<Inbound, "ingress" | "replaying" | "asking">;
  moderation: Pick<
    Moderation,
    | "submitting"
    | "enforcements"
    | "reviewing"
    | "rulebook"
    | "deciding"
    | "settings"
    | "panels"
    | "letterbox"
    | "media"
  >;
  store: Reads & Pick<Store, "engine" | "shared">;
  egress: Pick<Egress, "check" | "send">;
  config: Pick<Config, "maxPayloadBytes" | "requireHttps" | "role" | "publicUrl" | "trustedProxies" | "retentionDays">;
  /** Where platforms reach this hub, without a slash at its end: as configured, else where it listens. */
  publicUrl(): string;
  metrics: Metrics;
  clock: Clock;
  random: Random;
  log: Pick<Log, "debug" | "warn" | "error">;
  /** The administrator's key as it is sent; only its hash is kept. */
  adminKey: string;
  /** The dashboard's built files; null where it was not built. */
  dashboardDir: string | null;
  /** Seals what browsers keep of a session. */
  sessionVault: Vault;
}

/** The instance that routes are added to: their TypeBox schemas type the handlers. */
export type App = FastifyInstance<
  import("node:http").Server,
  import("node:http").IncomingMessage,
  import("node:http").ServerResponse,
  import("fastify").FastifyBaseLogger,
  TypeBoxTypeProvider
>;

/** What a request may carry beside its payload: field names, ids, white space. */
const ENVELOPE_BYTES = 64 * 1024;
const ONLY_DELIVERS = "This node only delivers (TABELLARY_ROLE is worker): ask one whose role is api or all.";
/** A request that has not come in whole by then is given up. */
const REQUEST_MS_MAX = 60_000;

/** The HTTP API. Begins nothing: call `listen`, or `inject`. */
export function createApp(deps: AppDeps): App {
  const app: App = Fastify({
    logger: false,
    bodyLimit: deps.config.maxPayloadBytes + ENVELOPE_BYTES,
    requestTimeout: REQUEST_MS_MAX,
    requestIdHeader: false,
    genReqId: createRequestIds(deps.random),
    // What arrives while closing is answered like any other; the engine says whether it still takes events.
    return503OnClosing: false,
    routerOptions: { maxParamLength: 256 },
    frameworkErrors: (error, request, reply) => {
      answerError(deps, error, request, reply);
    },
    clientErrorHandler: answerBrokenRequest,
  }).withTypeProvider<TypeBoxTypeProvider>();

  app.setValidatorCompiler(createValidatorCompiler());
  // Answers are written by their routes; the response schemas are documentation, held to by a test.
  app.setSerializerCompiler(() => (body) => JSON.stringify(body));
  addJsonDoor(app);
  const arrival = createArrival(deps.config);
  const findCaller = createFindCaller(deps.catalogue, deps.adminKey);
  const sessions = new Sessions({ vault: deps.sessionVault, clock: deps.clock, isSecure: arrival.isSecure });
  addHooks(app, deps, createAuthenticate({ findCaller, sessions, config: deps.config }));
  const isWorker = deps.config.role === "worker";
  const dashboard = isWorker ? null : createDashboard(deps.dashboardDir);
  addKnownPaths(app, isWorker ? ONLY_DELIVERS : "There is no such path.", dashboard?.answer);
  app.setErrorHandler((error, request, reply) => answerError(deps, error, request, reply));
  if (!isWorker) addOpenApi(app);
  dashboard?.add(app);
  const parts = { ...deps, sessions, arrival, findCaller };
  app.register(async (routes) => (isWorker ? addProbes : addRoutes)(routes as unknown as App, parts));
  return app;
}

function addRoutes(app: App, deps: SessionDeps): void {
  addSession(app, deps);
  addSites(app, deps);
  addKeys(app, deps);
  addEventTypes(app, deps);
  addTryEventType(app, deps);
  addWebhooks(app, deps);
  addWebhookChange(app, deps);
  addWebhookSecrets(app, deps);
  addWebhookHealth(app, deps);
  addWebhookDeliveries(app, deps);
  addEvents(app, deps);
  addEventBatch(app, deps);
  addDeliveries(app, deps);
  addSources(app, deps);
  addSourceChange(app, deps);
  addSourceMessages(app, deps);
  addSourceReplay(app, deps);
  addSourceTest(app, deps);
  addSourceRegistrations(app, deps);
  addSourcePoll(app, deps);
  addSourceJobs(app, deps);
  addPlatforms(app);
  addNodes(app, deps);
  addMedia(app, deps);
  addMediaImage(app, deps);
  addModerate(app, deps);
  addJobs(app, deps);
  addJobProgress(app, deps);
  addJobDeliveries(app, deps);
  addModerationSettings(app, deps);
  addRuleGroups(app, deps);
  addRules(app, deps);
  addReviews(app, deps);
  addReviewWork(app, deps);
  addReviewFigures(app, deps);
  addEvaluatorCallbacks(app, deps);
  addStats(app, deps);
  addWebhookStats(app, deps);
  addStatsNow(app, deps);
  addStream(app, deps);
  addFind(app, deps);
  addIngress(app, deps);
  addVerify(app, deps);
  addContracts(app);
  addOperation(app, deps);
}

function addJsonDoor(app: App): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "buffer" }, (request, bytes: Buffer, done) => {
    try {
      refuseCompressed(request);
      done(null, bytes.length === 0 ? undefined : parseJson(bytes));
    } catch (error) {
      done(error as Error);
    }
  });
}

function refuseCompressed({ headers }: FastifyRequest): void {
  const encoding = headers["content-encoding"];
  if (encoding === undefined || encoding === "identity") return;
  const faults = [{ path: "Content-Encoding", message: "must be left out: bodies are taken as they are" }];
  throw new Problem("unsupported_media_type", `The body is compressed (${encoding}), which is not taken.`, { faults });
}

function addHooks(app: App, deps: AppDeps, authenticate: Authenticate): void {
  app.decorateRequest("caller", null);
  app.decorateRequest("keyHash", null);
  app.decorateRequest("session", null);
  app.decorateRequest("receivedAt", 0);
  app.addHook("onRequest", (request, reply, done) => {
    request.receivedAt = performance.now();
    reply.header("x-request-id", request.id);
    // Stopping, or unable to: the client's next request belongs on another connection.
    if (!deps.engine.isReady()) reply.header("connection", "close");
    authenticate(request, reply);
    done();
  });
  app.addHook("preValidation", (request, _reply, done) => {
    refuseStrayBody(request);
    done();
  });
  // As the answer is handed over, not when the socket has taken it: to hear of that costs as much as checking the event.
  app.addHook("onSend", (request, reply, payload, done) => {
    const { id, method, receivedAt } = request;
    const route = request.routeOptions.url ?? "unknown";
    const status = reply.statusCode;
    const durationMs = performance.now() - receivedAt;
    deps.metrics.requestAnswered(route, method, status, durationMs);
    deps.log.debug({ request_id: id, method, route, status, durationMs }, "request answered");
    done(null, payload);
  });
}

/** A route that takes no body takes no field either: nothing is accepted and ignored. */
function refuseStrayBody(request: FastifyRequest): void {
  const { body, routeOptions } = request;
  if (routeOptions.schema === undefined || routeOptions.schema.body !== undefined) return;
  if (body === undefined || body === null) return;
  const name = typeof body === "object" ? Object.keys(body)[0] : "";
  if (name === undefined) return;
  const faults = [{ path: name === "" ? "" : `/${name}`, message: "is not a field here; there are: none" }];
  throw new Problem("unknown_field", "This path takes no body.", { faults });
}

function answerError(deps: AppDeps, error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = toProblem(error);
  const fields = {
    request_id: request.id,
    method: request.method,
    route: request.routeOptions.url,
    code: problem.code,
  };
  if (problem.code === "internal") deps.log.error({ ...fields, err: error }, "request failed");
  else deps.log.warn(fields, "request refused");
  reply.header("x-request-id", request.id);
  return sendProblem(reply, problem);
}

/** Unlike from one start of the hub to the next, so that logs of several can lie together. */
function createRequestIds(random: Random): () => string {
  const start = Buffer.from(random.bytes(6)).toString("base64url");
  let count = 0;
  return () => {
    count += 1;
    return `req_${start}${count.toString(36)}`;
  };
}
