import type { Platform } from "../platform.ts";
import { normaliseOmnifence } from "./normalise.ts";
import { omnifenceRegistrar } from "./register.ts";
import { proofOfOmnifence, verifyOmnifence } from "./verify.ts";

/**
 * OmniFence, in all three generations: unsigned and sent once; unsigned and sent again; signed by Standard Webhooks.
 * A signed verdict is `omnifence.job.completed`, `omnifence.job.failed` or `omnifence.text_batch.completed`. An unsigned
 * one is refused unless told otherwise, and then is `omnifence.unverified`: a hint to ask for the job, and no verdict.
 */
export const omnifence = {
  name: "omnifence",
  aliases: ["omnifence-signed"],
  title: "OmniFence",
  status: "unconfirmed",
  facts: {
    sources: [
      "https://docs.omnifence.ai/platform/webhook-reliability",
      "https://docs.omnifence.ai/platform/webhooks",
      "https://github.com/Omnifence/omnifence-skills, references/webhook-handler.md",
    ],
    unconfirmed: [
      "The steps between the twelve attempts over about five hours.",
      "No signature made by OmniFence was at hand: it is that of Standard Webhooks, as its page says.",
    ],
  },
  credentials: [
    {
      name: "secret",
      description: "The webhook secret, whsec_…: GET /api/v1/me/webhook-secrets/reveal.",
      isRequired: true,
      isSecret: true,
    },
    {
      name: "acceptUnverified",
      description:
        "`yes`: webhooks without a signature pass as omnifence.unverified, for JobReconciler to ask after. Only for accounts that OmniFence does not sign for yet.",
      isRequired: false,
      isSecret: false,
    },
  ],
  answer: {
    deadlineMs: 10_000,
    success: "2xx",
    retries: "Twelve attempts over about five hours; in the first generation none.",
  },
  verify: verifyOmnifence,
  proofOf: proofOfOmnifence,
  unified: [],
  normalise: normaliseOmnifence,
  register: omnifenceRegistrar,
} as const satisfies Platform;
