import { Button, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, type Shape } from "../../../api/client.ts";
import { useSite } from "../../../api/site.ts";
import { Confirm } from "../../../parts/confirm.tsx";
import { sayDone } from "../../../parts/said.ts";
import { useReviewer } from "../queue/reviewer.tsx";

type Action = "approve" | "reject";

/** A person decides over rules, and over other persons. */
export function DecideAnew({ media }: { media: Shape<"MediaDetail"> }) {
  const site = useSite();
  const { name: by } = useReviewer();
  const queries = useQueryClient();
  const [action, setAction] = useState<Action | null>(null);
  const [note, setNote] = useState("");
  const decide = useMutation({
    mutationFn: async (chosen: Action) => {
      const seen = media.decisions.at(-1)?.id;
      const told = {
        ...(by !== "" && { by }),
        ...(note.trim() !== "" && { note: note.trim() }),
        ...(seen !== undefined && { decision_id: seen }),
      };
      const request = { params: { path: { id: media.id }, query: site }, body: told };
      if (chosen === "approve") await api.POST("/v1/reviews/{id}/approve", request);
      else await api.POST("/v1/reviews/{id}/reject", request);
    },
    onSuccess: (_, chosen) => {
      sayDone(chosen === "approve" ? "Approved." : "Rejected.");
      setAction(null);
      setNote("");
    },
    onSettled: () => {
      for (const key of ["media", "review", "reviews"]) void queries.invalidateQueries({ queryKey: [key] });
    },
  });

  return (
    <>
      {media.status !== "approved" && (
        <Button size="sm" color="teal" onClick={() => setAction("approve")}>
          Approve
        </Button>
      )}
      {media.status !== "rejected" && (
        <Button size="sm" color="red" onClick={() => setAction("reject")}>
          Reject
        </Button>
      )}
      <Confirm
        isOpen={action !== null}
        onClose={() => setAction(null)}
        title={action === "approve" ? "Approve this?" : "Reject this?"}
        action={action === "approve" ? "Approve" : "Reject"}
        color={action === "approve" ? "teal" : "red"}
        onConfirm={() => action !== null && decide.mutate(action)}
        isPending={decide.isPending}
        error={decide.error}
      >
        It is a decision of its own: webhooks are told, and its platform is asked to follow. It can be decided anew, and
        never taken back.
        <Textarea
          mt="sm"
          label="Reason (may be left out)"
          description="Webhooks are told it."
          value={note}
          maxLength={2_000}
          onChange={(event) => setNote(event.currentTarget.value)}
          autosize
          minRows={2}
        />
      </Confirm>
    </>
  );
}
