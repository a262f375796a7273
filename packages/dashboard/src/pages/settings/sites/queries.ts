import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, body } from "../../../api/client.ts";
import { type Site, sitesQuery } from "../../../api/sites.ts";

export type SiteRow = Site;

const PAGE_LENGTH = 100;

/** Below the key that the site picker has, so that one invalidation tells both. */
export const allSitesQuery = infiniteQueryOptions({
  queryKey: ["sites", "all"],
  initialPageParam: null as string | null,
  queryFn: ({ pageParam: cursor }) => {
    const query = { limit: PAGE_LENGTH, ...(cursor !== null && { cursor }) };
    return body(api.GET("/v1/sites", { params: { query } }));
  },
  getNextPageParam: ({ next_cursor }) => next_cursor,
});

/** Those that a whole site may have: all but the one whose options belong to each webhook. */
export const siteContractsQuery = queryOptions({
  queryKey: ["contracts", "of sites"],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: async () => {
    const { contracts } = await body(api.GET("/v1/contracts"));
    return contracts.filter(({ name }) => name !== "custom");
  },
});

/** Names of sites by their ids. */
export const siteNamesQuery = {
  ...sitesQuery,
  select: (sites: readonly Site[]) => new Map(sites.map(({ id, name }) => [id, name])),
};
