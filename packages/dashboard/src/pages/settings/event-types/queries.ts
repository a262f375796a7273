import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, body } from "../../../api/client.ts";
import type { paths } from "../../../api/schema.ts";
import type { useSite } from "../../../api/site.ts";

type Site = ReturnType<typeof useSite>;
type Listing = paths["/v1/event-types"]["get"]["responses"][200]["content"]["application/json"];
export type EventType = Listing["event_types"][number];
export type Tried = paths["/v1/event-types/try"]["post"]["responses"][200]["content"]["application/json"];

const PAGE_LENGTH = 100;

export const eventTypesQuery = (site: Site) =>
  infiniteQueryOptions({
    queryKey: ["event-types", site],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam: cursor }) => {
      const query = { ...site, limit: PAGE_LENGTH, ...(cursor !== null && { cursor }) };
      return body(api.GET("/v1/event-types", { params: { query } }));
    },
    getNextPageParam: ({ next_cursor }) => next_cursor,
  });

export const eventTypeQuery = (site: Site, name: string) =>
  queryOptions({
    queryKey: ["event-type", site, name],
    queryFn: () => body(api.GET("/v1/event-types/{name}", { params: { path: { name }, query: site } })),
  });
