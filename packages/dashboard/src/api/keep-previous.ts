import type { QueryKey } from "@tanstack/react-query";
import type { useSite } from "./site.ts";

/**
 * For `placeholderData` of a query whose key has the site in its second place: what the site has shown stands until there
 * is more. What another site has shown never does.
 */
export function keepPreviousOf({ site_id }: ReturnType<typeof useSite>) {
  return <T>(previous: T | undefined, query: { queryKey: QueryKey } | undefined): T | undefined => {
    const site = query?.queryKey[1] as ReturnType<typeof useSite> | undefined;
    return site?.site_id === site_id ? previous : undefined;
  };
}
