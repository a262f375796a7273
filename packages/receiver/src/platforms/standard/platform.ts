import { standard as contract } from "@tabellary/contracts";
import { unifiedTypes } from "../../event.ts";
import type { Platform } from "../platform.ts";
import { normaliseStandard } from "./normalise.ts";

/**
 * Whoever sends by the Standard Webhooks specification: Svix (whose header names are read too) and hundreds behind it.
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export const standard = {
  name: "standard",
  aliases: ["standard-webhooks", "svix"],
  title: "Standard Webhooks",
  status: "confirmed",
  facts: {
    sources: ["https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md"],
    unconfirmed: [],
  },
  credentials: [
    {
      name: "secret",
      description: "The signing secret, whsec_…, or the public key, whpk_…, of a sender that signs with Ed25519.",
      isRequired: true,
      isSecret: true,
    },
  ],
  answer: {
    deadlineMs: 15_000,
    success: "2xx",
    retries: "Ten attempts over three days. 410 disables the endpoint, so it is never answered.",
  },
  verify: ({ headers, body, nowMs, toleranceSeconds, credentials }) =>
    contract.verify({ headers, body, nowMs, toleranceSeconds, secrets: credentials.secret ?? [] }),
  unified: unifiedTypes,
  normalise: normaliseStandard,
} as const satisfies Platform;
