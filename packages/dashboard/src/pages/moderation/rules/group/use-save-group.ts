import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api, body } from "../../../../api/client.ts";
import { useSite } from "../../../../api/site.ts";
import { keepSite } from "../../../../parts/keep-site.ts";
import { sayDone } from "../../../../parts/said.ts";
import { ruleGroupsQuery } from "../queries.ts";
import type { GroupDocument } from "./draft.ts";

/** Saves a group: a new one where `id` is null, else that one as its next version. Then shows all groups. */
export function useSaveGroup(id: string | null) {
  const site = useSite();
  const queries = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: (document: GroupDocument) => {
      const group = document as never;
      if (id === null) return body(api.POST("/v1/rule-groups", { params: { query: site }, body: group }));
      return body(api.PUT("/v1/rule-groups/{id}", { params: { path: { id }, query: site }, body: group }));
    },
    onSuccess: async ({ name, version }) => {
      sayDone(`${name} is saved, as version ${version}.`);
      await queries.invalidateQueries({ queryKey: ruleGroupsQuery(site).queryKey });
      await navigate({ to: "/moderation/rules", search: keepSite() });
    },
  });
}
