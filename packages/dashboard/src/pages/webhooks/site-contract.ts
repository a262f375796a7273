import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { api, body } from "../../api/client.ts";
import { sessionQuery } from "../../api/session.ts";
import { useSite } from "../../api/site.ts";

/**
 * The contract that a webhook of this site takes when it names none. Empty where only the hub knows it (for a site's key);
 * undefined until it is known.
 */
export function useSiteContract(): string | undefined {
  const { data: session } = useSuspenseQuery(sessionQuery);
  const { site_id } = useSite();
  const isAdmin = session?.kind === "admin";
  const { data, error } = useQuery({
    queryKey: ["sites"],
    enabled: isAdmin,
    queryFn: () => body(api.GET("/v1/sites", { params: { query: { limit: 200 } } })),
  });
  if (!isAdmin || error !== null) return "";
  if (data === undefined) return undefined;
  const site = data.sites.find(({ id, name }) => (site_id === undefined ? name === "default" : id === site_id));
  return site?.contract ?? "";
}
