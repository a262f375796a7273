import { infiniteQueryOptions } from "@tanstack/react-query";
import { api, body } from "../../../api/client.ts";
import type { paths } from "../../../api/schema.ts";

type Listing = paths["/v1/keys"]["get"]["responses"][200]["content"]["application/json"];
export type Key = Listing["keys"][number];
export type MadeKey = paths["/v1/keys"]["post"]["responses"][201]["content"]["application/json"];
export type Scope = NonNullable<
  paths["/v1/keys"]["post"]["requestBody"]["content"]["application/json"]["scopes"]
>[number];

const PAGE_LENGTH = 100;

/** Those of every site, and the administrators'. */
export const keysQuery = infiniteQueryOptions({
  queryKey: ["keys"],
  initialPageParam: null as string | null,
  queryFn: ({ pageParam: cursor }) => {
    const query = { limit: PAGE_LENGTH, ...(cursor !== null && { cursor }) };
    return body(api.GET("/v1/keys", { params: { query } }));
  },
  getNextPageParam: ({ next_cursor }) => next_cursor,
});
