import type { Static } from "typebox";
import type { Catalogue } from "../../catalogue/catalogue.ts";
import { callbackOf, jobIdIn, tellsOfJobs } from "../../engine/job-ends.ts";
import { planFrom } from "../../engine/retry.ts";
import { TEST_EVENT_TYPE } from "../../model/event-type.ts";
import type { WebhookConfig } from "../../model/webhook.ts";
import type { Reads, StoredDelivery, StoredEvent } from "../../store/reads.ts";
import { toIso } from "../times.ts";
import { showAttempt } from "./attempt-shape.ts";
import { type DeliveryDetail, type DeliveryRow, showDelivery, statusOf } from "./delivery-shape.ts";

export interface DeliveryView {
  showAll(rows: readonly StoredDelivery[]): Promise<Static<typeof DeliveryRow>[]>;
  showWhole(row: StoredDelivery): Promise<Static<typeof DeliveryDetail>>;
}

interface ViewDeps {
  catalogue: Catalogue;
  store: Pick<Reads, "readEvent" | "webhooksAsOf" | "attemptsOf" | "readRevision" | "readJob">;
}

/** How deliveries of one site are shown, also those of webhooks that are deleted by now, whose ids it keeps. */
export function createDeliveryView({ catalogue, store }: ViewDeps, siteNo: number): DeliveryView {
  const deletedIds = new Map<number, bigint>();

  async function webhookIdOf(row: StoredDelivery): Promise<bigint> {
    const present = catalogue.now.webhook(row.webhookNo)?.id ?? deletedIds.get(row.webhookNo);
    if (present !== undefined) return present;
    const event: StoredEvent | null = await store.readEvent(siteNo, row.eventSeq);
    for (const { no, id } of event === null ? [] : await store.webhooksAsOf(siteNo, event.version)) {
      deletedIds.set(no, id);
    }
    return deletedIds.get(row.webhookNo) ?? 0n;
  }

  async function show(row: StoredDelivery) {
    return showDelivery(row, await webhookIdOf(row), catalogue.now.webhook(row.webhookNo));
  }

  async function readConfigs(row: StoredDelivery, revs: Iterable<number>): Promise<Map<number, WebhookConfig | null>> {
    const configs = new Map<number, WebhookConfig | null>();
    for (const rev of new Set(revs)) {
      const config = await store.readRevision(row.webhookNo, rev);
      configs.set(rev, config && { ...config, ...(await ownAddress(row, config)) });
    }
    return configs;
  }

  /** Where the end of a job was told is the job's to say. */
  async function ownAddress(row: StoredDelivery, config: WebhookConfig): Promise<Partial<WebhookConfig>> {
    if (!tellsOfJobs(config)) return {};
    const event = await store.readEvent(siteNo, row.eventSeq);
    return { url: (event && (await callbackOf(store, jobIdIn(event.payload))))?.url ?? "" };
  }

  return {
    async showAll(rows) {
      const shown: Static<typeof DeliveryRow>[] = [];
      for (const row of rows) shown.push(await show(row));
      return shown;
    },
    async showWhole(row) {
      const attempts = await store.attemptsOf(row.seq);
      const configs = await readConfigs(
        row,
        attempts.map((attempt) => attempt.rev),
      );
      return {
        ...(await show(row)),
        planned_attempts: planned(row, catalogue).map(toIso),
        sequence: row.laneSeq,
        log: attempts.map((attempt) => showAttempt(attempt, configs.get(attempt.rev) ?? null)),
      };
    },
  };
}

function planned(row: StoredDelivery, catalogue: Catalogue): number[] {
  const webhook = catalogue.now.webhook(row.webhookNo);
  if (webhook === undefined || row.due === null || statusOf(row, webhook) !== "pending") return [];
  if (row.type === TEST_EVENT_TYPE) return [row.due];
  return planFrom(webhook.terms.schedule, row.attempts - row.scheduleFrom, row.due);
}
