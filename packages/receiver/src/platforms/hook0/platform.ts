import type { Platform } from "../platform.ts";
import { normaliseHook0 } from "./normalise.ts";
import { hook0Registrar } from "./register.ts";
import { verifyHook0 } from "./verify.ts";

/** Hook0, of hook0.com or one's own, and who sends through it. The body is whatever the sender has put in. */
export const hook0 = {
  name: "hook0",
  aliases: [],
  title: "Hook0",
  status: "confirmed",
  facts: {
    sources: [
      "https://documentation.hook0.com/tutorials/webhook-authentication",
      "https://github.com/hook0/hook0/blob/master/clients/typescript/tests/signature.test.ts",
      "https://github.com/hook0/hook0/blob/master/clients/typescript/src/generated/api.ts",
    ],
    unconfirmed: [
      "X-Event-Id and X-Event-Type were seen in what others have received (in h= of the signature), not in Hook0's own text.",
      "How long Hook0 waits, and when it sends again.",
    ],
  },
  credentials: [
    {
      name: "secret",
      description: "The subscription's secret.",
      isRequired: true,
      isSecret: true,
    },
  ],
  answer: { deadlineMs: null, success: "2xx", retries: "Until it is taken or given up; the steps were not confirmed." },
  verify: verifyHook0,
  normalise: normaliseHook0,
  register: hook0Registrar,
} as const satisfies Platform;
