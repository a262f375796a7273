import type { Contract } from "./contract.ts";
import { unsigned } from "./scheme/unsigned.ts";

/**
 * OmniFence's webhooks as first published: the job's result alone, one attempt, no signature and no headers.
 * https://docs.omnifence.ai, page "Webhook reliability". The job endpoint has the result in any case.
 */
export const omnifence: Contract & { readonly name: "omnifence" } = {
  name: "omnifence",
  title: "OmniFence",
  description: "The event's data alone, unsigned, sent once; the receiver confirms by asking the job endpoint.",
  policy: {
    schedule: [0],
    timeoutMs: 10_000,
    ordering: "none",
    isJittered: false,
    honoursRetryAfter: false,
    disablesOn410: false,
    afterLast: "failed",
  },
  headerNames: [],
  envelope: (event) => event.data,
  sign: () => ({}),
  ...unsigned(
    "omnifence",
    "OmniFence's first webhooks carry no signature, so anybody could have sent this. Take it as a hint: confirm by asking the job endpoint, GET /job/{job_id}, before acting on it.",
    ["The contract omnifence-signed has the same results with a signature."],
  ),
};
