import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, body, type Shape } from "../../api/client.ts";
import type { paths } from "../../api/schema.ts";
import type { useSite } from "../../api/site.ts";

type Site = ReturnType<typeof useSite>;
type Listing = paths["/v1/platforms"]["get"]["responses"][200]["content"]["application/json"];
type Registrations = paths["/v1/sources/{id}/registrations"]["get"]["responses"][200]["content"]["application/json"];

export type Source = Shape<"Source">;
export type SourceState = NonNullable<Source["state"]>;
export type Message = Shape<"Message">;
export type Verdict = Message["verdict"];
export type Platform = Listing["platforms"][number];
export type Credential = Platform["credentials"][number];
export type Registration = Registrations["registrations"][number];

/** What comes is looked at so often while somebody watches. */
const LIST_MS = 10_000;
const WATCH_MS = 3_000;
/** A platform confirms a registration a moment later. */
const CONFIRM_MS = 4_000;
/** Somebody who has gone further back reads: nothing moves any more, and nothing is asked for again and again. */
const WATCHED_PAGES_MAX = 2;
const PAGE_LENGTH = 50;

interface Paged {
  state: { data?: { pages: readonly unknown[] } | undefined };
}

const watched =
  (ms: number) =>
  ({ state: { data } }: Paged) =>
    (data?.pages.length ?? 0) > WATCHED_PAGES_MAX ? false : ms;

export const platformsQuery = queryOptions({
  queryKey: ["platforms"],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: async () => (await body(api.GET("/v1/platforms"))).platforms,
});

export const sourcesQuery = (site: Site) =>
  infiniteQueryOptions({
    queryKey: ["sources", site],
    refetchInterval: watched(LIST_MS),
    initialPageParam: null as string | null,
    queryFn: ({ pageParam: cursor }) => {
      const query = { ...site, limit: PAGE_LENGTH, with_state: true, ...(cursor !== null && { cursor }) };
      return body(api.GET("/v1/sources", { params: { query } }));
    },
    getNextPageParam: ({ next_cursor }) => next_cursor,
  });

export const sourceQuery = (site: Site, id: string) =>
  queryOptions({
    queryKey: ["source", site, id],
    refetchInterval: WATCH_MS,
    queryFn: () => body(api.GET("/v1/sources/{id}", { params: { path: { id }, query: site } })),
  });

export interface MessageFilter {
  verdict?: Verdict;
  from?: string;
  to?: string;
}

export const messagesQuery = (site: Site, id: string, filter: MessageFilter) =>
  infiniteQueryOptions({
    queryKey: ["messages", site, id, filter],
    refetchInterval: watched(WATCH_MS),
    initialPageParam: null as string | null,
    queryFn: ({ pageParam: cursor }) => {
      const query = { ...site, ...filter, limit: PAGE_LENGTH, ...(cursor !== null && { cursor }) };
      return body(api.GET("/v1/sources/{id}/messages", { params: { path: { id }, query } }));
    },
    getNextPageParam: ({ next_cursor }) => next_cursor,
  });

export const messageQuery = (site: Site, id: string, messageId: string) =>
  queryOptions({
    queryKey: ["message", site, id, messageId],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: () => {
      const path = { id, message_id: messageId };
      return body(api.GET("/v1/sources/{id}/messages/{message_id}", { params: { path, query: site } }));
    },
  });

/** The platform itself is asked, so it is not looked at again by itself but while something is to be confirmed. */
export const registrationsQuery = (site: Site, id: string) =>
  queryOptions({
    queryKey: ["registrations", site, id],
    staleTime: 30_000,
    refetchInterval: ({ state: { data } }) =>
      data?.registrations.some(({ state }) => state === "pending") ? CONFIRM_MS : false,
    refetchOnWindowFocus: false,
    queryFn: () => body(api.GET("/v1/sources/{id}/registrations", { params: { path: { id }, query: site } })),
  });
