import type { Platform } from "../platform.ts";
import { normaliseHook0, parseHook0 } from "./normalise.ts";
import { hook0Registrar } from "./register.ts";
import { verifyHook0 } from "./verify.ts";

/** Hook0, of hook0.com or one's own, and who sends through it. The body is whatever the sender has put in. */
export const hook0 = {
  name: "hook0",
  aliases: [],
  title: "Hook0",
  status: "unconfirmed",
  facts: {
    sources: [
      "https://documentation.hook0.com/tutorials/webhook-authentication",
      "https://documentation.hook0.com/explanation/webhook-retry-logic",
      "https://github.com/hook0/hook0/blob/master/clients/typescript/tests/signature.test.ts",
      "https://github.com/hook0/hook0/blob/master/clients/typescript/src/generated/api.ts",
    ],
    unconfirmed: [
      "X-Event-Id and X-Event-Type were seen in what others have received (in h= of the signature), not in Hook0's own text.",
      "How long Hook0 waits for an answer.",
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
  answer: {
    deadlineMs: null,
    success: "2xx",
    retries: "Unless set otherwise thirty, 5 seconds to 5 minutes apart, then thirty slower ones.",
  },
  verify: verifyHook0,
  parse: parseHook0,
  unified: [],
  normalise: normaliseHook0,
  register: hook0Registrar,
} as const satisfies Platform;
