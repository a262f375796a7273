import { queryOptions } from "@tanstack/react-query";
import { api, body } from "./client.ts";
import { ProblemError } from "./problem.ts";

/** Who is signed in; null for nobody. */
export const sessionQuery = queryOptions({
  queryKey: ["session"],
  staleTime: 60_000,
  queryFn: async () => {
    try {
      return await body(api.GET("/v1/session"));
    } catch (error) {
      if (error instanceof ProblemError && error.status === 401) return null;
      throw error;
    }
  },
});
