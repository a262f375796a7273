import type { Static } from "typebox";
import type { Catalogue } from "../../catalogue/catalogue.ts";
import { isInner } from "../../engine/inner.ts";
import { callbackOf, jobIdIn, tellsOfJobs } from "../../engine/job-ends.ts";
import { type Candidate, fateOf, toCandidate } from "../../engine/match.ts";
import { TEST_EVENT_TYPE } from "../../model/event-type.ts";
import { formatId } from "../../model/ids.ts";
import type { Reads, StoredEvent, WebhookAsOf } from "../../store/reads.ts";
import type { FateShape } from "./event-shape.ts";

type Fate = Static<typeof FateShape>;

/** For every webhook of the site, as it was configured then, why it got the event or did not. */
export async function explainFates(
  deps: { catalogue: Catalogue; store: Pick<Reads, "webhooksAsOf" | "readJob"> },
  siteNo: number,
  event: StoredEvent,
): Promise<Fate[]> {
  // One of the hub's own is told of where the event went to it, at an address outside.
  const isShown = (webhook: WebhookAsOf) =>
    webhook.config.inner === undefined || (!isInner(webhook) && event.targets.includes(webhook.no));
  const shown = (await deps.store.webhooksAsOf(siteNo, event.version)).filter(isShown);
  const then = await Promise.all(shown.map((webhook) => withAddress(deps.store, webhook, event)));
  const known = new Set(then.map((webhook) => webhook.no));
  const later = [...deps.catalogue.now.webhooksOf(siteNo)].filter((webhook) => !known.has(webhook.no));
  const candidate = toCandidate({ ...event, data: event.payload }, event.messageSeq !== null);
  return [...then.map((webhook) => show(webhook, ...judge(webhook, event, candidate))), ...later.map(showLater)];
}

/** Where the end of a job was told is the job's to say. */
async function withAddress(
  store: Pick<Reads, "readJob">,
  webhook: WebhookAsOf,
  { payload }: StoredEvent,
): Promise<WebhookAsOf> {
  if (!tellsOfJobs(webhook.config)) return webhook;
  const url = (await callbackOf(store, jobIdIn(payload)))?.url ?? "";
  return { ...webhook, config: { ...webhook.config, url } };
}

function judge(
  { no, config }: WebhookAsOf,
  { type, targets }: StoredEvent,
  candidate: Candidate,
): [Fate["outcome"], string] {
  if (targets.includes(no)) return ["matched", `It was subscribed to ${type} and active, so a delivery was made.`];
  if (type === TEST_EVENT_TYPE) return ["not_tested", "A test goes to the one webhook it was asked for."];
  switch (fateOf(config, candidate)) {
    case "matched":
      return ["sent_with_message", "Its contract sends messages whole, and this one went with another of its events."];
    case "inactive":
      return ["inactive", `It was subscribed to ${type}, but its owner had switched it off (active: false).`];
    case "not_subscribed":
      return ["not_subscribed", `Its events (${config.events.join(", ")}) do not take ${type}.`];
    case "other_source":
      return ["other_source", `Its sources (${config.sources?.join(", ")}) do not have ${nameOf(candidate.sourceId)}.`];
    case "filtered":
      return ["filtered", "Its filter did not hold for this event."];
  }
}

function nameOf(sourceId: string | null): string {
  return sourceId ?? "events of the API";
}

function showLater(webhook: Pick<WebhookAsOf, "id" | "config">): Fate {
  return show(webhook, "created_later", "It did not exist yet when the event came.");
}

function show({ id, config }: Pick<WebhookAsOf, "id" | "config">, outcome: Fate["outcome"], detail: string): Fate {
  return { webhook_id: formatId("hook", id), url: config.url, outcome, detail };
}
