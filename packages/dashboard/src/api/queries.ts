import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { ProblemError } from "./problem.ts";
import { sessionQuery } from "./session.ts";

const TRIES_MAX = 2;

/** What the page has read of the API. What the hub refuses is not asked again; what did not come through is, twice. */
export const queries = new QueryClient({
  queryCache: new QueryCache({ onError: lookWhoIsThere }),
  mutationCache: new MutationCache({ onError: lookWhoIsThere }),
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      retry: (failures, error) => failures < TRIES_MAX && !(error instanceof ProblemError && error.status < 500),
    },
  },
});

/** A session that is over, or whose key was revoked, is found by what the hub refuses. The shell asks for a key then. */
function lookWhoIsThere(error: Error): void {
  const isNobody = error instanceof ProblemError && error.status === 401;
  if (isNobody) void queries.invalidateQueries({ queryKey: sessionQuery.queryKey });
}
