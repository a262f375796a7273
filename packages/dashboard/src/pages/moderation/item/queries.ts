import { queryOptions } from "@tanstack/react-query";
import { api, body } from "../../../api/client.ts";
import type { useSite } from "../../../api/site.ts";

type Site = ReturnType<typeof useSite>;

/** What people have to do with an item, and what else its author has written. */
export function reviewQuery(site: Site, id: string) {
  return queryOptions({
    queryKey: ["review", site, id],
    queryFn: ({ signal }) => body(api.GET("/v1/reviews/{id}", { params: { path: { id }, query: site }, signal })),
  });
}

/** An item with all decisions. */
export function mediaQuery(site: Site, id: string) {
  return queryOptions({
    queryKey: ["media", site, id],
    queryFn: ({ signal }) => body(api.GET("/v1/media/{id}", { params: { path: { id }, query: site }, signal })),
  });
}
