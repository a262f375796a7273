import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "../../../api/client.ts";
import type { useSite } from "../../../api/site.ts";
import { sayDone, sayFailed } from "../../../parts/said.ts";

type Work = { kind: "claim" | "release" | "escalate"; id: string } | { kind: "note"; id: string; text: string };

const DONE = {
  claim: "Taken: nobody else decides it now.",
  release: "Given back.",
  escalate: "Left to somebody senior.",
  note: "Noted.",
};
const FAILED = {
  claim: "It was not taken",
  release: "It was not given back",
  escalate: "It was not escalated",
  note: "It was not noted",
};

/** What reviewers do with an item besides deciding it. Says what came of it. */
export function useReviewWork(site: ReturnType<typeof useSite>, by: string): (work: Work) => void {
  const queries = useQueryClient();
  const { mutate } = useMutation({
    mutationFn: (work: Work) => send(site, by, work),
    onSuccess: (_, { kind }) => sayDone(DONE[kind]),
    onError: (error, { kind }) => sayFailed(FAILED[kind], error),
    onSettled: (_, __, { id }) => {
      void queries.invalidateQueries({ queryKey: ["reviews"] });
      void queries.invalidateQueries({ queryKey: ["review", site, id] });
    },
  });
  return mutate;
}

async function send(site: ReturnType<typeof useSite>, by: string, work: Work): Promise<void> {
  const params = { path: { id: work.id }, query: site };
  const who = by === "" ? {} : { by };
  switch (work.kind) {
    case "claim":
      await api.POST("/v1/reviews/{id}/claim", { params, body: who });
      break;
    case "release":
      await api.POST("/v1/reviews/{id}/release", { params });
      break;
    case "escalate":
      await api.POST("/v1/reviews/{id}/escalate", { params, body: who });
      break;
    case "note":
      await api.POST("/v1/reviews/{id}/note", { params, body: { ...who, text: work.text } });
      break;
  }
}
