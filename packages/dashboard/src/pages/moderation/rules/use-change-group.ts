import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "../../../api/client.ts";
import { useSite } from "../../../api/site.ts";
import type { GroupDocument, RuleGroup } from "./group/draft.ts";
import { ruleGroupsQuery } from "./queries.ts";

/** Writes a group that is as it was seen anew, as its next version; or deletes it, with null. */
export function useChangeGroup({ id, version }: Pick<RuleGroup, "id" | "version">) {
  const site = useSite();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (group: GroupDocument | null) => {
      const params = { path: { id }, query: { ...site, version } };
      if (group === null) await api.DELETE("/v1/rule-groups/{id}", { params });
      else await api.PUT("/v1/rule-groups/{id}", { params, body: group as never });
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ruleGroupsQuery(site).queryKey }),
  });
}
