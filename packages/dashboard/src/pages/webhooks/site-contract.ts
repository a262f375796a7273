import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { sessionQuery } from "../../api/session.ts";
import { useSite } from "../../api/site.ts";
import { sitesQuery } from "../../api/sites.ts";

/** The contract that a webhook of this site takes when it names none; undefined until it is known, empty if it never is. */
export function useSiteContract(): string | undefined {
  const { data: session } = useSuspenseQuery(sessionQuery);
  const { site_id } = useSite();
  const own = session?.site?.contract;
  const { data: sites, error } = useQuery({ ...sitesQuery, enabled: own === undefined });
  if (own !== undefined) return own;
  if (error !== null) return "";
  if (sites === undefined) return undefined;
  const site = sites.find(({ id, name }) => (site_id === undefined ? name === "default" : id === site_id));
  return site?.contract ?? "";
}
