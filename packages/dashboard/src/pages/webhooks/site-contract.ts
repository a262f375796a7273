import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { api, body } from "../../api/client.ts";
import { sessionQuery } from "../../api/session.ts";
import { useSite } from "../../api/site.ts";

/** The contract that a webhook of this site takes when it names none; undefined until it is known, empty if it never is. */
export function useSiteContract(): string | undefined {
  const { data: session } = useSuspenseQuery(sessionQuery);
  const { site_id } = useSite();
  const own = session?.site?.contract;
  const { data, error } = useQuery({
    queryKey: ["sites"],
    enabled: own === undefined,
    queryFn: () => body(api.GET("/v1/sites", { params: { query: { limit: 200 } } })),
  });
  if (own !== undefined) return own;
  if (error !== null) return "";
  if (data === undefined) return undefined;
  const site = data.sites.find(({ id, name }) => (site_id === undefined ? name === "default" : id === site_id));
  return site?.contract ?? "";
}
