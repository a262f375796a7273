import { github as contract } from "@tabellary/contracts";
import { taken } from "../../answer.ts";
import { isObject } from "../../json/fields.ts";
import { readHeaderText } from "../headers.ts";
import type { Platform } from "../platform.ts";
import { normaliseGithub, parseGithub } from "./normalise.ts";
import { githubRedeliverer } from "./redeliver.ts";
import { githubRegistrar } from "./register.ts";

/**
 * GitHub. https://docs.github.com/en/webhooks/webhook-events-and-payloads
 *
 * `X-GitHub-Delivery` is the event's id: the same when a delivery is sent again. The signature does not cover it, so
 * whoever could read one request could send it again under another id.
 */
export const github = {
  name: "github",
  aliases: [],
  title: "GitHub",
  status: "confirmed",
  facts: {
    sources: [
      "https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries",
      "https://docs.github.com/en/webhooks/webhook-events-and-payloads",
      "https://docs.github.com/en/webhooks/using-webhooks/handling-failed-webhook-deliveries",
      "https://docs.github.com/en/rest/repos/webhooks",
    ],
    unconfirmed: [],
  },
  credentials: [
    {
      name: "secret",
      description: "The webhook's secret, as typed into its settings.",
      isRequired: true,
      isSecret: true,
    },
  ],
  answer: {
    deadlineMs: 10_000,
    success: "2xx",
    retries: "None: a failed delivery is sent again only when somebody asks for it.",
  },
  verify: ({ headers, body, nowMs, credentials }) =>
    contract.verify({ headers, body, nowMs, secrets: credentials.secret ?? [] }),
  parse: parseGithub,
  // Sent when a webhook is made, to see that somebody is there.
  reply: (payload, { headers }) =>
    isObject(payload) && readHeaderText(headers, "X-GitHub-Event") === "ping" ? taken : undefined,
  unified: ["comment.created", "comment.updated", "comment.deleted"],
  normalise: normaliseGithub,
  register: githubRegistrar,
  redeliver: githubRedeliverer,
} as const satisfies Platform;
