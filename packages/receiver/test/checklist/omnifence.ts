/**
 * OmniFence where the world ends, as its pages describe the first generation: `POST /moderate/*` gives a job_id, `GET
 * /job/{id}` its state, and the webhook is sent once and unsigned.
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface OmniFence {
  baseUrl: string;
  /** Ids in the order in which they were asked after. */
  asked: string[];
  submit(kind: "prompt" | "image" | "video"): Promise<string>;
  finish(jobId: string, isProhibited: boolean): object;
  close(): Promise<void>;
}

export async function startOmniFence(): Promise<OmniFence> {
  const jobs = new Map<string, object>();
  const asked: string[] = [];
  const server = createServer((request, response) => {
    assert.equal(request.headers.authorization, "Bearer key");
    response.setHeader("content-type", "application/json");
    const [, path, id = ""] = request.url!.split("/");
    if (request.method === "POST" && path === "moderate") {
      const job_id = `job-${jobs.size + 1}`;
      jobs.set(job_id, { job_id, type: id, status: "queued" });
      response.writeHead(202).end(JSON.stringify({ job_id, status: "queued" }));
      return;
    }
    asked.push(id);
    const job = jobs.get(id);
    if (job === undefined) response.writeHead(404).end('{"error":"JOB_NOT_FOUND"}');
    else response.end(JSON.stringify(job));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    baseUrl,
    asked,
    async submit(kind) {
      const headers = { authorization: "Bearer key" };
      const response = await fetch(`${baseUrl}/moderate/${kind}`, { method: "POST", headers });
      return ((await response.json()) as { job_id: string }).job_id;
    },
    finish(jobId, isProhibited) {
      const job = {
        job_id: jobId,
        status: "completed",
        is_prohibited: isProhibited,
        categories: { custom: {} },
        completed_at: "2026-05-19T12:00:01.500Z",
      };
      jobs.set(jobId, job);
      return job;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
