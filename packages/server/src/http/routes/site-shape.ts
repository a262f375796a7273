import { type Static, Type } from "typebox";
import { formatId } from "../../model/ids.ts";
import type { Site } from "../../model/site.ts";
import { nullable, strict, Time } from "../shapes.ts";
import { toIso } from "../times.ts";

export const SiteShape = strict({
  id: Type.String(),
  name: Type.String(),
  description: nullable(Type.String()),
  contract: Type.String(),
  is_operator: Type.Boolean({ description: "The hub's own site: its webhooks hear of failing webhooks." }),
  created_at: Time,
});

export function showSite(site: Site): Static<typeof SiteShape> {
  const { name, description, contract, isOperator } = site;
  return {
    id: formatId("site", site.id),
    name,
    description,
    contract,
    is_operator: isOperator,
    created_at: toIso(site.createdAt),
  };
}
