import type { Platform } from "../platform.ts";
import { normaliseGitlab } from "./normalise.ts";
import { gitlabRegistrar } from "./register.ts";
import { verifyGitlab } from "./verify.ts";

/**
 * GitLab, of gitlab.com or one's own. A signing token (GitLab 19) proves the body and its time; the older secret token
 * is sent along as it is and proves neither, so prefer the first.
 */
export const gitlab = {
  name: "gitlab",
  aliases: [],
  title: "GitLab",
  status: "unconfirmed",
  facts: {
    sources: [
      "https://docs.gitlab.com/user/project/integrations/webhooks/",
      "https://docs.gitlab.com/user/project/integrations/webhook_events/",
      "https://docs.gitlab.com/api/project_webhooks/",
      "https://gitlab.com/gitlab-org/gitlab/-/merge_requests/230944",
      "https://gitlab.com/gitlab-org/gitlab/-/merge_requests/231325",
    ],
    unconfirmed: [
      "The limit of ten seconds is gitlab.com's and was not read anew; one's own GitLab may have another.",
      "No signature made by GitLab itself was at hand: it is that of Standard Webhooks, as the merge request says.",
    ],
  },
  credentials: [
    {
      name: "secret",
      description: "The webhook's signing token, whsec_…, or its secret token. While one is being replaced: both.",
      isRequired: true,
      isSecret: true,
    },
  ],
  answer: {
    deadlineMs: 10_000,
    success: "2xx",
    retries: "None. After four failures in a row the webhook rests, a minute at first; after forty it is disabled.",
  },
  verify: verifyGitlab,
  unified: ["comment.created", "comment.updated"],
  normalise: normaliseGitlab,
  register: gitlabRegistrar,
} as const satisfies Platform;
