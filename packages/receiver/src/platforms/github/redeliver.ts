import { at, idAt, textAt, timeAt } from "../../json/fields.ts";
import type { Attempted, Redeliverer, RegistrarInput } from "../platform.ts";
import { askWhole } from "../registering.ts";
import { ACCESS_TOKEN, hooksUrl, REPOSITORY, sign } from "./register.ts";

const PAGE_LENGTH = 100;
/** Three thousand attempts. */
const PAGES_MAX = 30;

/**
 * The deliveries of a repository's webhook, and their repetition. A delivery keeps its `guid` however often it is sent,
 * and can be sent again for three days.
 * https://docs.github.com/en/rest/repos/webhooks#list-deliveries-for-a-repository-webhook
 * https://docs.github.com/en/webhooks/using-webhooks/handling-failed-webhook-deliveries
 */
export const githubRedeliverer: Redeliverer = {
  credentials: [ACCESS_TOKEN, REPOSITORY],
  keptMs: 3 * 86_400_000,
  async list({ webhookId, sinceMs, ...input }) {
    const attempts: Attempted[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < PAGES_MAX; page++) {
      const { found, next } = await readPage(input, webhookId, cursor);
      attempts.push(...found.filter(({ atMs }) => atMs >= sinceMs));
      if (next === undefined || found.some(({ atMs }) => atMs < sinceMs)) return { attempts, isWhole: true };
      cursor = next;
    }
    return { attempts, isWhole: false };
  },
  async redeliver({ webhookId, attemptId, ...input }) {
    const url = `${deliveriesUrl(input, webhookId)}/${encodeURIComponent(attemptId)}/attempts`;
    await askWhole(input, "GitHub", { method: "POST", url, headers: sign(input) });
  },
};

function deliveriesUrl(input: RegistrarInput, webhookId: string): string {
  return `${hooksUrl(input)}/${encodeURIComponent(webhookId)}/deliveries`;
}

async function readPage(input: RegistrarInput, webhookId: string, cursor: string | undefined) {
  const query = new URLSearchParams({ per_page: String(PAGE_LENGTH), ...(cursor !== undefined && { cursor }) });
  const url = `${deliveriesUrl(input, webhookId)}?${query}`;
  const { body, headers } = await askWhole(input, "GitHub", { method: "GET", url, headers: sign(input) });
  const found = Array.isArray(body) ? body.flatMap(readAttempt) : [];
  return { found, next: found.length === 0 ? undefined : nextCursor(headers) };
}

/** `{id, guid, delivered_at, redelivery, status, status_code, event, …}`. GitHub counts any 2xx as taken. */
function readAttempt(delivery: unknown): Attempted[] {
  const id = idAt(delivery, "id");
  const deliveryId = textAt(delivery, "guid");
  const deliveredAt = timeAt(delivery, ["delivered_at"]);
  const status = Number(at(delivery, "status_code"));
  if (id === undefined || deliveryId === undefined || deliveredAt === null) return [];
  return [{ id, deliveryId, atMs: Date.parse(deliveredAt), isTaken: status >= 200 && status < 300 }];
}

/** `Link: <…?cursor=…>; rel="next"`. */
function nextCursor(headers: Headers): string | undefined {
  const link = (headers.get("link") ?? "").split(",").find((one) => one.includes('rel="next"'));
  const address = /<([^<>]{1,2048})>/.exec(link ?? "")?.[1];
  return URL.parse(address ?? "")?.searchParams.get("cursor") ?? undefined;
}
