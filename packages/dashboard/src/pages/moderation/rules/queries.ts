import { queryOptions } from "@tanstack/react-query";
import { api, body } from "../../../api/client.ts";
import type { useSite } from "../../../api/site.ts";

/** A site's rule groups, in the order in which they are asked. */
export function ruleGroupsQuery(site: ReturnType<typeof useSite>) {
  return queryOptions({
    queryKey: ["rule-groups", site],
    queryFn: ({ signal }) => body(api.GET("/v1/rule-groups", { params: { query: site }, signal })),
  });
}
