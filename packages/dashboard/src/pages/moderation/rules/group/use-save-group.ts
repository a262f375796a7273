import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api, body } from "../../../../api/client.ts";
import { useSite } from "../../../../api/site.ts";
import { keepSite } from "../../../../parts/keep-site.ts";
import { sayDone } from "../../../../parts/said.ts";
import { ruleGroupsQuery } from "../queries.ts";
import type { GroupDocument, RuleGroup } from "./draft.ts";

/** Saves a group: a new one over null, else over the version that is given. Then shows all groups. */
export function useSaveGroup(before: Pick<RuleGroup, "id" | "version"> | null) {
  const site = useSite();
  const queries = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: (document: GroupDocument) => {
      const group = document as never;
      if (before === null) return body(api.POST("/v1/rule-groups", { params: { query: site }, body: group }));
      const { id, version } = before;
      const params = { path: { id }, query: { ...site, version } };
      return body(api.PUT("/v1/rule-groups/{id}", { params, body: group }));
    },
    onSuccess: async ({ name, version }) => {
      sayDone(`${name} is saved, as version ${version}.`);
      await queries.invalidateQueries({ queryKey: ruleGroupsQuery(site).queryKey });
      await navigate({ to: "/moderation/rules", search: keepSite() });
    },
    // It may be that somebody else has saved it: then theirs is shown.
    onError: () => queries.invalidateQueries({ queryKey: ruleGroupsQuery(site).queryKey }),
  });
}
