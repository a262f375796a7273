import { Type } from "typebox";
import { Problem } from "../../model/errors.ts";
import { parseId } from "../../model/ids.ts";
import type { Site } from "../../model/site.ts";
import type { JobRecord } from "../../store/moderating.ts";
import type { Reads } from "../../store/reads.ts";
import type { App, AppDeps } from "../app.ts";
import { siteOf } from "../auth.ts";
import { NextCursor, pageParameters, readPage, timeParameters, toCursor } from "../paging.ts";
import { IdParams, named, oneOf, SiteQuery, siteParameter, strict } from "../shapes.ts";
import { JOB_STATUSES, showJob } from "./job-shape.ts";

const JobsQuery = strict({
  ...siteParameter,
  ...pageParameters,
  ...timeParameters,
  status: Type.Optional(oneOf(JOB_STATUSES)),
});

export function addJobs(app: App, deps: AppDeps): void {
  addGetJob(app, deps, "/v1/job/:id", false);
  addGetJob(app, deps, "/job/:id", true);
  addListJobs(app, deps);
}

/** `isAlias`: as OmniFence's page prints it; the document leaves it out. */
function addGetJob(app: App, deps: AppDeps, path: string, isAlias: boolean): void {
  app.get(
    path,
    {
      config: { access: "moderation:read" },
      schema: {
        operationId: "getJob",
        summary: "Read a job and its result",
        tags: ["moderation"],
        params: IdParams,
        querystring: SiteQuery,
        response: { 200: named("Job") },
        ...(isAlias && { hide: true }),
      },
    },
    async (request) => {
      const site = siteOf(request, deps.catalogue, request.query.site_id);
      return showJob(await findJob(deps.store, site, request.params.id), site, deps);
    },
  );
}

function addListJobs(app: App, deps: AppDeps): void {
  app.get(
    "/v1/jobs",
    {
      config: { access: "moderation:read" },
      schema: {
        operationId: "listJobs",
        summary: "List jobs, newest first",
        tags: ["moderation"],
        querystring: JobsQuery,
        response: { 200: strict({ jobs: Type.Array(named("Job")), next_cursor: NextCursor }) },
      },
    },
    async (request) => {
      const { query } = request;
      const site = siteOf(request, deps.catalogue, query.site_id);
      const page = await deps.store.listJobs({ ...readPage(query), siteNo: site.no, status: query.status ?? null });
      const jobs = await Promise.all(page.rows.map((job) => showJob(job, site, deps)));
      return { jobs, next_cursor: toCursor(page.next) };
    },
  );
}

/** @throws Problem `invalid_id`, or `not_found` also when it is another site's */
export async function findJob(store: Pick<Reads, "readJob">, site: Site, text: string): Promise<JobRecord> {
  const id = parseId("job", text);
  if (id === undefined) throw new Problem("invalid_id", "A job's id is `job_` and 13 characters.");
  const job = await store.readJob(id);
  if (job?.siteNo !== site.no) throw new Problem("not_found", `There is no job ${text} in this site.`);
  return job;
}
