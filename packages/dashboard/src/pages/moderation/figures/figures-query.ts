import { queryOptions } from "@tanstack/react-query";
import { api, body } from "../../../api/client.ts";
import type { useSite } from "../../../api/site.ts";
import type { Range } from "../../../parts/filters/range.ts";
import { toParameters } from "../../../parts/filters/range.ts";

/** How people decide what machines have said, of a time. `name`: what the address bar calls that time. */
export function figuresQuery(site: ReturnType<typeof useSite>, name: string, range: () => Range) {
  return queryOptions({
    queryKey: ["review-figures", site, name],
    queryFn: ({ signal }) => {
      const query = { ...site, ...toParameters(range()) };
      return body(api.GET("/v1/reviews/stats", { params: { query }, signal }));
    },
  });
}
