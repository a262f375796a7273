import { queryOptions } from "@tanstack/react-query";
import { api, body } from "../../../api/client.ts";
import type { useSite } from "../../../api/site.ts";

/** Which evaluators a site asks, how sure they have to be, and how they do. */
export function moderationQuery(site: ReturnType<typeof useSite>) {
  return queryOptions({
    queryKey: ["moderation", site],
    queryFn: ({ signal }) => body(api.GET("/v1/moderation", { params: { query: site }, signal })),
  });
}
