import { QueryClient } from "@tanstack/react-query";
import { ProblemError } from "./problem.ts";

const TRIES_MAX = 2;

/** What the page has read of the API. What the hub refuses is not asked again; what did not come through is, twice. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      retry: (failures, error) => failures < TRIES_MAX && !(error instanceof ProblemError && error.status < 500),
    },
  },
});
