import { queryOptions } from "@tanstack/react-query";
import { api, body } from "./client.ts";
import { readPages } from "./read-pages.ts";
import type { paths } from "./schema.ts";

type Listing = paths["/v1/sites"]["get"]["responses"][200]["content"]["application/json"];
export type Site = Listing["sites"][number];

/** The hub's sites, newest first, for administrators. Below the key that every list of sites has, so that one change tells all. */
export const sitesQuery = queryOptions({
  queryKey: ["sites", "known"],
  staleTime: 30_000,
  queryFn: async () => {
    const pages = await readPages((query) => body(api.GET("/v1/sites", { params: { query } })));
    return pages.flatMap((page) => page.sites);
  },
});
