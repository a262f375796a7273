/** "Hybrid approach": webhooks for speed, polling for what they missed, and a deadline for the rest. */
import { askByHttp, JobReconciler, type SettledJob, WebhookHandler } from "@tabellary/receiver";
import { SqliteJobStore } from "@tabellary/receiver/node";

export interface HybridOptions {
  apiKey: string;
  baseUrl: string;
  /** Where pending ids are kept, so that a restart loses none. */
  path: string;
  release: (job: SettledJob) => unknown;
  investigate: (job: SettledJob) => unknown;
}

export async function hybrid({ apiKey, baseUrl, path, release, investigate }: HybridOptions) {
  const store = await SqliteJobStore.open(path);
  const reconciler = new JobReconciler({
    store,
    ask: askByHttp({ apiKey, baseUrl }),
    onSettled: (job) => (job.outcome === "passed" ? release(job) : investigate(job)),
  });
  // Webhooks of this generation have no signature: each is a hint to ask for the job.
  const handler = new WebhookHandler({ platforms: { omnifence: { secret: { acceptUnverified: "yes" } } } });
  reconciler.attach(handler);

  /** Persist job IDs on submission. */
  async function submitPrompt(prompt: string): Promise<string> {
    const response = await fetch(`${baseUrl}/moderate/prompt`, {
      method: "POST",
      headers: { authorization: `Bearer ${apiKey}` },
      body: new URLSearchParams({ prompt }),
    });
    const { job_id } = (await response.json()) as { job_id: string };
    await reconciler.remember(job_id, { kind: "prompt" });
    return job_id;
  }

  // Poll on startup, then every few minutes.
  await reconciler.start();
  const stop = async () => {
    await reconciler.stop();
    await handler.drain();
    store.close();
  };
  return { handler, submitPrompt, stop };
}
