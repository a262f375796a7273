import { omnifenceSigned } from "@tabellary/contracts";
import { type TProperties, Type } from "typebox";
import { Problem } from "../../model/errors.ts";
import { formatId } from "../../model/ids.ts";
import type { ItemContent, Modality } from "../../model/item.ts";
import type { App, AppDeps } from "../app.ts";
import { siteOf } from "../auth.ts";
import { addFormDoor } from "../form-door.ts";
import { readIdempotency } from "../idempotency.ts";
import { oneOf, SiteQuery, strict } from "../shapes.ts";
import { urlFault } from "../webhooks/url.ts";
import { checkSecret } from "../webhooks/wishes.ts";
import { checkMediaUrl, checkText, MediaUrl, Text } from "./content-shape.ts";
import { idempotencyHeaders, JSON_TYPE } from "./events.ts";
import { Url } from "./webhook-shape.ts";

/** What OmniFence takes, by the last step of its path, and the field that holds it. */
const KINDS = [
  { kind: "prompt", field: "prompt", operationId: "moderatePrompt", what: "the prompt of a picture or a video" },
  { kind: "text", field: "text", operationId: "moderateText", what: "a text" },
  { kind: "image", field: "image_url", operationId: "moderateImage", what: "a picture" },
  { kind: "video", field: "video_url", operationId: "moderateVideo", what: "a video" },
] as const;
type Kind = (typeof KINDS)[number];

const callbackFields = {
  webhook_url: Type.Optional(Url),
  webhook_secret: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 1_024,
      description:
        "`whsec_…`: the job's end is signed with it and sent again until it arrives. Left out: sent once, unsigned.",
    }),
  ),
};
const Queued = strict({ job_id: Type.String(), status: oneOf(["queued"]) });

type Body = { [field in Kind["field"] | "webhook_url" | "webhook_secret"]?: string };

/** OmniFence's way in, as its page prints it: without `/v1` as well, and as a form as well as JSON. */
export function addModerate(app: App, deps: AppDeps): void {
  app.register(async (scope) => {
    const routes = scope as unknown as App;
    addFormDoor(routes);
    for (const kind of KINDS) {
      addSubmission(routes, deps, kind, `/v1/moderate/${kind.kind}`, false);
      addSubmission(routes, deps, kind, `/moderate/${kind.kind}`, true);
    }
  });
}

/** `isAlias`: the same under a second path, which the document leaves out. */
function addSubmission(app: App, deps: AppDeps, kind: Kind, path: string, isAlias: boolean): void {
  const { catalogue, moderation } = deps;
  const content: TProperties = { [kind.field]: kind.field.endsWith("_url") ? MediaUrl : Text };
  app.post(
    path,
    {
      config: {
        access: "moderation:write",
        problems: ["idempotency_key_reused", "external_id_taken", "url_not_allowed", "conflict", "overloaded"],
      },
      schema: {
        operationId: kind.operationId,
        summary: `Have ${kind.what} judged`,
        description:
          "JSON, or the same fields as a form. It is durable and its judging is owed before this answers; `GET /v1/job/{id}` has the result whatever becomes of `webhook_url`.",
        tags: ["moderation"],
        querystring: SiteQuery,
        headers: idempotencyHeaders,
        body: strict({ ...content, ...callbackFields }),
        response: { 202: Queued },
        ...(isAlias && { hide: true }),
      },
    },
    async (request, reply) => {
      const site = siteOf(request, catalogue, request.query.site_id);
      const body = request.body as Body;
      const given = body[kind.field]!;
      await checkGiven(kind, given, deps);
      await checkCallback(body, deps);
      const { webhook_url: url, webhook_secret: secret = null } = body;
      const { answer, isReplayed } = await moderation.submitting.submit(site, {
        submission: submissionOf(kind, given),
        callback: url === undefined ? null : { url, secret },
        idempotency: readIdempotency(request),
        toAnswer: (_, job) => JSON.stringify({ job_id: formatId("job", job.id), status: job.status }),
      });
      if (isReplayed) reply.header("idempotency-replayed", "true");
      return reply
        .code(202)
        .header("content-type", JSON_TYPE)
        .send(answer as never);
    },
  );
}

async function checkGiven({ field }: Kind, given: string, deps: AppDeps): Promise<void> {
  if (field.endsWith("_url")) await checkMediaUrl(given, `/${field}`, deps);
  else checkText(given, `/${field}`);
}

/** The job's end goes out as every webhook's event does, so its URL is held to the same. */
async function checkCallback({ webhook_url, webhook_secret }: Body, deps: AppDeps): Promise<void> {
  if (webhook_secret !== undefined) checkSecret(omnifenceSigned, webhook_secret, "/webhook_secret");
  if (webhook_url === undefined) return;
  const fault = await urlFault(webhook_url, deps);
  if (fault === undefined) return;
  const faults = [{ path: "/webhook_url", message: fault.message }];
  throw new Problem(fault.code, `/webhook_url: ${fault.message}`, { faults });
}

function submissionOf({ kind }: Kind, given: string) {
  return {
    content: contentOf(kind, given),
    origin: { appMediaId: null, platform: null, nativeId: null, postId: null, postedAt: null },
    author: { id: null, username: null },
    metadata: {},
  };
}

function contentOf(modality: Kind["kind"] & Modality, given: string): ItemContent {
  const nothing = { modality, text: null, imageUrls: [], videoUrl: null, language: null };
  switch (modality) {
    case "prompt":
    case "text":
      return { ...nothing, text: given };
    case "image":
      return { ...nothing, imageUrls: [given] };
    case "video":
      return { ...nothing, videoUrl: given };
  }
}
