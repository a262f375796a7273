import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, body, type Shape } from "../../../api/client.ts";
import { ProblemError } from "../../../api/problem.ts";
import { useSite } from "../../../api/site.ts";
import { sayDone } from "../../../parts/said.ts";
import { type Draft, toDocument, toDraft, withCredentialsOf } from "./draft.ts";
import { moderationQuery } from "./moderation-query.ts";

type Settings = Shape<"Moderation">;

/** A site's settings while they are edited. `settings` are as the hub has them, which somebody else may change. */
export function useSettings(settings: Settings) {
  const site = useSite();
  const queries = useQueryClient();
  const { queryKey } = moderationQuery(site);
  const [draft, setDraft] = useState(() => toDraft(settings));
  const [isChanged, setChanged] = useState(false);
  // The version that this is to be written over: the one it began from, until the person chooses otherwise.
  const [seenVersion, setSeenVersion] = useState(settings.version);
  const save = useMutation({
    mutationFn: () => {
      const query = { ...site, version: seenVersion };
      return body(api.PUT("/v1/moderation", { params: { query }, body: toDocument(draft) as never }));
    },
    onSuccess: async (saved) => {
      // What was asked for before it was saved would show the settings as they were.
      await queries.cancelQueries({ queryKey });
      queries.setQueryData(queryKey, saved);
      beginFrom(saved);
      sayDone("Saved: what comes in from now on is judged so.");
    },
    // It may be that somebody else has saved them: then that is told.
    onError: () => queries.invalidateQueries({ queryKey }),
  });
  const isMoved = settings.version > seenVersion && !save.isPending;
  // Where nothing is written nothing can be lost.
  if (isMoved && !isChanged) beginFrom(settings);

  function beginFrom(begun: Settings) {
    setDraft(toDraft(begun));
    setSeenVersion(begun.version);
    setChanged(false);
  }

  return {
    draft,
    seenVersion,
    isChanged,
    /** Somebody else has saved the settings since this was begun. */
    isMoved,
    save,
    faults: save.error instanceof ProblemError ? save.error.faults : [],
    change(changes: Partial<Draft>) {
      setDraft((before) => ({ ...before, ...changes }));
      setChanged(true);
    },
    /** As the hub has them now; what was written is gone. */
    discard() {
      beginFrom(settings);
      save.reset();
    },
    /** What is written is to be saved over what the hub has now. */
    keep() {
      setSeenVersion(settings.version);
      setDraft(withCredentialsOf(draft, settings));
      save.reset();
    },
  };
}
