/**
 * A receiver as OmniFence's page on reliability asks for: unsigned requests, so a job id that is not ours is let go,
 * one that was handled is not handled again, and the answer comes before the work.
 */
import express, { type Express } from "express";

export interface OmniFenceResult {
  job_id: string;
  status: string;
  is_prohibited: boolean | null;
  categories?: Record<string, unknown>;
  reason?: string;
  completed_at?: string;
}

export function omniFenceApp(pendingJobs: Set<string>, settle: (result: OmniFenceResult) => void): Express {
  const app = express();
  app.use(express.json());
  app.post("/omnifence", (req, res) => {
    res.status(200).send("OK");
    const result = req.body as OmniFenceResult;
    if (!pendingJobs.delete(result.job_id)) return;
    setImmediate(() => settle(result));
  });
  return app;
}
