import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useSite } from "../../../../api/site.ts";
import type { GroupDocument } from "../group/draft.ts";
import { tryOn } from "./simulate.ts";
import { NO_TRIAL, type Trial } from "./trial.ts";

export interface TrialState {
  result: Trial | null;
  isPending: boolean;
  error: Error | null;
  /** Whether what is shown was said of exactly these groups. */
  isOf(groups: readonly GroupDocument[]): boolean;
  start(groups: readonly GroupDocument[]): void;
  /** Asks about older items too. */
  goOn(): void;
  /** What was wrong has been changed. */
  forgetError(): void;
}

interface Tried {
  groups: readonly GroupDocument[];
  trial: Trial;
}

/** What rules would have made of past items, newest first. */
export function useTrial(): TrialState {
  const site = useSite();
  const [tried, setTried] = useState<Tried | null>(null);
  const run = useMutation({
    mutationFn: async ({ groups, trial }: Tried) => setTried({ groups, trial: await tryOn(site, groups, trial) }),
  });
  return {
    result: tried?.trial ?? null,
    isPending: run.isPending,
    error: run.error,
    isOf: (groups) => tried !== null && JSON.stringify(tried.groups) === JSON.stringify(groups),
    start: (groups) => run.mutate({ groups, trial: NO_TRIAL }),
    forgetError: run.reset,
    goOn: () => tried !== null && run.mutate(tried),
  };
}
