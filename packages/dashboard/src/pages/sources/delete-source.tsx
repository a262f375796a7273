import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api } from "../../api/client.ts";
import { useSite } from "../../api/site.ts";
import { Confirm } from "../../parts/confirm.tsx";
import { keepSite } from "../../parts/keep-site.ts";
import { sayDone } from "../../parts/said.ts";
import type { Source } from "./queries.ts";

interface DialogProps {
  source: Source;
  isOpen: boolean;
  onClose: () => void;
}

export function DeleteSource({ source: { id, state }, isOpen, onClose }: DialogProps) {
  const query = useSite();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const end = useMutation({
    mutationFn: () => api.DELETE("/v1/sources/{id}", { params: { path: { id }, query } }),
    onSuccess: async () => {
      sayDone("The source is deleted.");
      await navigate({ to: "/sources", search: keepSite() });
      queries.removeQueries({ queryKey: ["source", query, id] });
      await queries.invalidateQueries({ queryKey: ["sources"] });
    },
  });
  return (
    <Confirm
      isOpen={isOpen}
      onClose={onClose}
      title="Delete this source?"
      action="Delete"
      onConfirm={() => end.mutate()}
      isPending={end.isPending}
      error={end.error}
    >
      Its address is unknown from then on, and the platform is told so. Events that came from it stay, and are
      delivered.
      {(state?.registrations ?? 0) > 0 &&
        " What is registered at the platform stays there: end it first, under Set up."}
    </Confirm>
  );
}
