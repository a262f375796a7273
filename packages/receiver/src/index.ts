// biome-ignore-all assist/source/organizeImports: the order is a reader's.
/** The door to all that runs anywhere. What needs Node is in `node.ts`. */

// The handler: requests in, your functions called.
export { type HandleOptions, type Read, WebhookHandler, type WebhookHandlerOptions } from "./handler.ts";
export type { PlatformOptions } from "./routes.ts";
export type { Outcome, Taken } from "./worker.ts";
export type {
  End,
  ErrorListener,
  Log,
  Observer,
  RefusalListener,
  Settled,
  SubscriptionListener,
  UnhandledListener,
} from "./listeners.ts";
export { type AdapterOptions, type FetchOptions, toFetch } from "./adapters/fetch.ts";
export { type HonoContext, type HonoOptions, toHono } from "./adapters/hono.ts";
export type { ServeOptions, Server } from "./adapters/serve.ts";

// What your functions get.
export {
  type Comment,
  type EventData,
  type EventDataByType,
  type EventFields,
  type EventType,
  isUnifiedType,
  type ModerationAction,
  type Post,
  WebhookEvent,
} from "./event.ts";
export type { JsonObject } from "./json/fields.ts";

// The steps, each by itself.
export type { RequestInput, SecretInput } from "./pipeline/incoming.ts";
export { verify } from "./pipeline/verify.ts";
export { type Normalised, type NormaliseInput, normalise } from "./pipeline/normalise.ts";
export { type Greeted, greet, type Received, type ReceiveInput, receive, receiveMessage } from "./pipeline/receive.ts";
export { type DedupeInput, dedupe, dedupeKey, type Judged } from "./pipeline/dedupe.ts";
export { type EventFor, type EventHandler, type EventPattern, Handlers, handle } from "./pipeline/handle.ts";
export type { Guard, HttpRequest } from "./http-request.ts";
export { type Answer, answerRefusal } from "./answer.ts";
export { type Reason, type Refusal, refuse } from "./refusal.ts";
export {
  type SignatureInput,
  type TimestampOptions,
  validateWebhookTimestamp,
  verifyWebhookSignature,
} from "./checks.ts";

// Who may send, and how often.
export type { GuardOptions } from "./guards/guards.ts";
export { type AllowOptions, allowAddresses } from "./guards/allow-addresses.ts";
export { type FindAddress, findAddress, readRanges, type TrustedProxies } from "./guards/client-address.ts";
export { type Address, type AddressRange, formatAddress, isInRange } from "./guards/addresses.ts";
export { type BucketOptions, Buckets } from "./guards/buckets.ts";
export { limitRate, type RateLimit } from "./guards/limit-rate.ts";

// What has been handled.
export type { Awaitable, Claim, DedupeStore, Lease } from "./stores/store.ts";
export { MemoryStore, type MemoryStoreOptions } from "./stores/memory.ts";
export { PostgresStore } from "./stores/postgres.ts";
export type { PostgresClient, PostgresStoreOptions } from "./stores/postgres-query.ts";

// The platforms: what each is, and what is asked of one.
export { findPlatform, type PlatformChoice, type PlatformName, platforms } from "./platforms/registry.ts";
export type * from "./platforms/platform.ts";
export { type PolledRecord, type PollOptions, type PollResult, poll, readPolled, recordPolled } from "./polling.ts";
export { type ConnectedPlatform, getPlatform, type ModerateOptions, type PlatformConnection } from "./moderation.ts";
export {
  deleteWebhook,
  listWebhooks,
  type RegisterWebhookInput,
  type RegistrationAccess,
  registerWebhook,
} from "./registrations/registrations.ts";
export { PortalOnlyError, type PortalValue } from "./registrations/portal.ts";

// What decides about a comment.
export {
  localStandards,
  type StandardsDecision,
  type StandardsEngine,
  StandardsUnavailableError,
  standardsEngine,
  type Violation,
} from "./standards/engine.ts";
export { type HubStandardsOptions, hubStandards } from "./standards/hub.ts";
export { type Severity, type StandardsRule, standardsRules } from "./standards/rules.ts";

// When handling fails, and what is kept of it.
export { type RetryResult, WebhookRetry, type WebhookRetryOptions } from "./retry/webhook-retry.ts";
export type { BackoffOptions } from "./retry/backoff.ts";
export { type DeadLetter, deadLetterRecord } from "./retry/dead-letter.ts";
export {
  type ReplayProgress,
  type ReplayTotals,
  WebhookReplay,
  type WebhookReplayOptions,
} from "./replay/webhook-replay.ts";
export { ReplayFileError } from "./replay/parse.ts";

// How a platform is brought to send.
export { type Entry, platformSetUp, type SetUp, type SetUpOption, type SetUpStep } from "./set-up/set-up.ts";

// A genuine message to try a receiver with.
export { sampleRequest } from "./samples/sample-request.ts";
export type { SampleRequest, Unsupported } from "./samples/sampler.ts";

// Whether all is well.
export { type Alert, type Health, WebhookMonitor, type WebhookMonitorOptions } from "./monitor/webhook-monitor.ts";
export type { Problem, TrafficRules } from "./monitor/problem.ts";
export type { ExpectedRegistration } from "./monitor/registered.ts";
export type { PlatformTraffic } from "./monitor/traffic.ts";

// Jobs that somebody else works on, settled by webhook or by asking.
export { type Heard, JobReconciler, type JobReconcilerOptions, type SettledJob } from "./jobs/job-reconciler.ts";
export { type AskJob, type AskJobOptions, askByHttp, type JobAnswer } from "./jobs/ask.ts";
export { PostgresJobStore } from "./jobs/postgres-store.ts";
export type { JobKind, JobOutcome, JobStore, PendingJob } from "./jobs/store.ts";
export { MemoryJobStore } from "./jobs/memory-store.ts";

// What is thrown, and time.
export {
  GuardOptionError,
  RegistrationError,
  StoreMissingError,
  StoreUnavailableError,
  UnknownPlatformError,
  UnparsableError,
} from "./errors.ts";
export { type Clock, systemClock, type Timer } from "./clock.ts";
