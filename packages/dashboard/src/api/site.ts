import { useSearch } from "@tanstack/react-router";

/** Every route's search parameters: the site that is looked at, for an administrator. Left out, the site `default`. */
export interface SiteSearch {
  site?: string;
}

/** `{ site_id }` for the query of a request, or nothing for the key's own site. Part of each query's key as well. */
export function useSite(): { site_id?: string } {
  const { site } = useSearch({ strict: false }) as SiteSearch;
  return site === undefined ? {} : { site_id: site };
}
