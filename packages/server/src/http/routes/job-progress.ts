import { Readable } from "node:stream";
import { Type } from "typebox";
import { Problem } from "../../model/errors.ts";
import { formatId } from "../../model/ids.ts";
import type { Clock } from "../../model/ports.ts";
import { isEnded } from "../../moderation/decisions/job-state.ts";
import type { JobRecord } from "../../store/moderating.ts";
import type { App, AppDeps } from "../app.ts";
import { siteOf } from "../auth.ts";
import { IdParams, SiteQuery } from "../shapes.ts";
import { findJob } from "./jobs.ts";

const LOOK_MS = 1_000;
/** Proxies end a connection on which nothing comes. */
const KEEPALIVE_MS = 15_000;
/** Each asks the store once a second. */
const STREAMS_MAX = 100;

type Deps = Pick<AppDeps, "store" | "clock" | "engine">;

/**
 * A job as it goes on, as server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html), in the
 * words of OmniFence's page "SSE progress". It ends with the job.
 */
export function addJobProgress(app: App, deps: AppDeps): void {
  let streams = 0;
  const { catalogue, store } = deps;
  app.get(
    "/v1/job/:id/progress",
    {
      config: { access: "moderation:read", problems: ["overloaded"] },
      schema: {
        operationId: "followJob",
        summary: "Follow a job until it ends",
        description: "Server-sent events: `connected`, then `progress` whenever its status changes. Ends with the job.",
        tags: ["moderation"],
        params: IdParams,
        querystring: SiteQuery,
        response: { 200: { content: { "text/event-stream": { schema: Type.String() } } } },
      },
    },
    async (request, reply) => {
      const site = siteOf(request, catalogue, request.query.site_id);
      const job = await findJob(store, site, request.params.id);
      if (streams >= STREAMS_MAX) {
        throw new Problem("overloaded", `${STREAMS_MAX} jobs are being followed already.`, { retryAfter: 5 });
      }
      streams += 1;
      const stream = Readable.from(follow(job, deps), { objectMode: false });
      stream.once("close", () => {
        streams -= 1;
      });
      reply.header("content-type", "text/event-stream; charset=utf-8").header("cache-control", "no-store");
      return reply.send(stream as never);
    },
  );
}

async function* follow(first: JobRecord, { store, clock, engine }: Deps): AsyncGenerator<string> {
  let job = first;
  yield toEvent("connected", job);
  let saidAt = clock.monotonic();
  // Whoever follows is to come again when this hub stops.
  while (!isEnded(job) && engine.isReady()) {
    await passed(clock, LOOK_MS);
    const next = await store.readJob(job.id);
    if (next === null) return;
    if (next.status !== job.status) yield toEvent("progress", next);
    else if (clock.monotonic() - saidAt >= KEEPALIVE_MS) yield ": keepalive\n\n";
    else continue;
    saidAt = clock.monotonic();
    job = next;
  }
}

function toEvent(event: string, job: JobRecord): string {
  const { id, status } = job;
  const progress = isEnded(job) ? 100 : status === "queued" ? 0 : 50;
  return `event: ${event}\ndata: ${JSON.stringify({ job_id: formatId("job", id), status, progress })}\n\n`;
}

function passed(clock: Clock, delayMs: number): Promise<void> {
  return new Promise((resolve) => clock.after(delayMs, resolve));
}
