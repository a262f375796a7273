import { idAt, listAt } from "../../json/fields.ts";
import { enforcementOf, failed, needsToken, unsupported } from "../call.ts";
import type { ActInput, Actor, Enforcement } from "../platform.ts";
import { callServer, instance } from "./api.ts";

/**
 * What a moderator's token can do to a single status; its id is the one that it has on the moderator's server. There
 * is no call that hides one or deletes another's: moderators do that in the reports of the web interface, where `flag`
 * puts it.
 *
 * - `flag` files a report: https://docs.joinmastodon.org/methods/reports/
 * - `approve` resolves the open reports that are of this status alone: https://docs.joinmastodon.org/methods/admin/reports/
 * - `remove` deletes a status of one's own: https://docs.joinmastodon.org/methods/statuses/#delete
 */
export const mastodonActor: Actor = {
  credentials: [
    instance,
    {
      name: "accessToken",
      description:
        "A moderator's token: read:statuses, write:reports, admin:read:reports, admin:write:reports, write:statuses.",
      isRequired: true,
      isSecret: true,
    },
  ],
  rateLimit:
    "300 calls in five minutes by account, 30 deletions in thirty; after 429 `retryAfterMs` is the time to X-RateLimit-Reset.",
  moderateComment,
};

const STATUS_ID = /^\d{1,20}$/;

async function moderateComment(input: ActInput): Promise<Enforcement> {
  const { id, action, credentials } = input;
  if (action === "hide") {
    return unsupported("Mastodon has no call that hides one post. `flag` puts it before the server's moderators.");
  }
  if (!STATUS_ID.test(id)) return unsupported(`"${id.slice(0, 40)}" is no id of a status on Mastodon.`);
  if (credentials.accessToken?.[0] === undefined) return needsToken("Mastodon");
  switch (action) {
    case "flag":
      return report(input);
    case "approve":
      return resolveReports(input);
    case "remove":
      return enforcementOf(await callServer(input, { method: "DELETE", path: `/api/v1/statuses/${id}` }));
  }
}

async function report(input: ActInput): Promise<Enforcement> {
  const account = await authorOf(input);
  if (typeof account !== "string") return account;
  const form = new URLSearchParams({ account_id: account, "status_ids[]": input.id, category: "other" });
  return enforcementOf(await callServer(input, { method: "POST", path: "/api/v1/reports", form }));
}

async function resolveReports(input: ActInput): Promise<Enforcement> {
  const account = await authorOf(input);
  if (typeof account !== "string") return account;
  const query = new URLSearchParams({ resolved: "false", target_account_id: account, limit: "200" });
  const found = await callServer(input, { method: "GET", path: `/api/v1/admin/reports?${query}` });
  if (!found.ok) return enforcementOf(found);
  const reports = Array.isArray(found.body) ? found.body : [];
  let done = enforcementOf(found);
  for (const one of reports.filter((candidate) => isOfStatusAlone(candidate, input.id))) {
    const path = `/api/v1/admin/reports/${encodeURIComponent(idAt(one, "id") ?? "")}/resolve`;
    const resolved = await callServer(input, { method: "POST", path });
    done = enforcementOf(resolved);
    if (!resolved.ok) return done;
  }
  return done;
}

/** To resolve a report that is of others too would let them pass unseen. */
function isOfStatusAlone(candidate: unknown, id: string): boolean {
  const statuses = listAt(candidate, "statuses");
  return statuses.length === 1 && idAt(statuses[0], "id") === id;
}

async function authorOf(input: ActInput): Promise<string | Enforcement> {
  const status = await callServer(input, { method: "GET", path: `/api/v1/statuses/${input.id}` });
  if (!status.ok) return enforcementOf(status);
  return idAt(status.body, "account", "id") ?? enforcementOf(failed("The status has no account.", status.status));
}
