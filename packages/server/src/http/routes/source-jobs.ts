import type { JobKind } from "@tabellary/receiver";
import { Type } from "typebox";
import type { App, AppDeps } from "../app.ts";
import { siteOf } from "../auth.ts";
import { IdParams, line, nullable, oneOf, SiteQuery, strict, Time } from "../shapes.ts";
import { toIso } from "../times.ts";
import { findSource } from "./source-find.ts";

const KINDS = ["prompt", "text", "image", "video", "audio"] as const satisfies readonly JobKind[];

const NewJob = strict({
  job_id: Type.String({ pattern: "^[!-~]{1,128}$", description: "As the sender answered the submission." }),
  kind: Type.Optional(
    oneOf(KINDS, "How long it may take: 15 minutes for video and audio, 5 for the others. Left out: `text`."),
  ),
  reference: Type.Optional(nullable(line({ maxLength: 255, description: "What you know it by." }))),
});

const Job = strict({
  job_id: Type.String(),
  kind: oneOf(KINDS),
  reference: nullable(Type.String()),
  deadline_at: Type.Unsafe<string>({ ...Time, description: "When it is taken for failed." }),
});

export function addSourceJobs(app: App, { catalogue, inbound }: AppDeps): void {
  app.post(
    "/v1/sources/:id/jobs",
    {
      config: { access: "sources:write", problems: ["conflict"] },
      schema: {
        operationId: "rememberSourceJob",
        summary: "Tell of a job whose end is awaited",
        description:
          "For a source with `reconcile` whose sender works on jobs and may not tell of their end, such as OmniFence: call it at once after submitting one. Until a message proves its end the sender is asked after it; one that is not finished at its deadline makes an event as if it had failed. 200 when it is known already.",
        tags: ["sources"],
        params: IdParams,
        querystring: SiteQuery,
        body: NewJob,
        response: { 200: Job, 201: Job },
      },
    },
    async (request, reply) => {
      const site = siteOf(request, catalogue, request.query.site_id);
      const source = findSource(catalogue, site, request.params.id);
      const { job_id: jobId, kind = "text", reference = null } = request.body;
      const { isNew, job } = await inbound.asking.jobs.remember(source, jobId, { kind, reference });
      reply.code(isNew ? 201 : 200);
      return { job_id: jobId, kind: job.kind, reference: job.reference, deadline_at: toIso(job.deadlineMs) };
    },
  );
}
