import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, body } from "../../../api/client.ts";
import type { paths } from "../../../api/schema.ts";

type Listing = paths["/v1/sites"]["get"]["responses"][200]["content"]["application/json"];
export type SiteRow = Listing["sites"][number];

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

/** What a page of the API holds at most; of more sites the id has to do. */
const NAMES_MAX = 200;

/** Names of sites by their ids. */
export const siteNamesQuery = queryOptions({
  queryKey: ["sites", "names"],
  queryFn: async () => {
    const { sites } = await body(api.GET("/v1/sites", { params: { query: { limit: NAMES_MAX } } }));
    return new Map(sites.map(({ id, name }) => [id, name]));
  },
});
