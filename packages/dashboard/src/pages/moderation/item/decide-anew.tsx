import { Button, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, type Shape } from "../../../api/client.ts";
import { useSite } from "../../../api/site.ts";
import { Confirm } from "../../../parts/confirm.tsx";
import { sayDone } from "../../../parts/said.ts";
import { useReviewer } from "../queue/reviewer.tsx";

/** What is asked about, and the decision that the person saw when it was. */
interface Asked {
  action: "approve" | "reject";
  seen: string | undefined;
}

/** A person decides over rules, and over other persons. */
export function DecideAnew({ media }: { media: Shape<"MediaDetail"> }) {
  const site = useSite();
  const { name: by } = useReviewer();
  const queries = useQueryClient();
  const [asked, setAsked] = useState<Asked | null>(null);
  const [note, setNote] = useState("");
  const decide = useMutation({
    mutationFn: async ({ action, seen }: Asked) => {
      const told = {
        ...(by !== "" && { by }),
        ...(note.trim() !== "" && { note: note.trim() }),
        ...(seen !== undefined && { decision_id: seen }),
      };
      const request = { params: { path: { id: media.id }, query: site }, body: told };
      if (action === "approve") await api.POST("/v1/reviews/{id}/approve", request);
      else await api.POST("/v1/reviews/{id}/reject", request);
    },
    onSuccess: (_, { action }) => {
      sayDone(action === "approve" ? "Approved." : "Rejected.");
      setAsked(null);
      setNote("");
    },
    onSettled: () => {
      for (const key of ["media", "review", "reviews"]) void queries.invalidateQueries({ queryKey: [key] });
    },
  });

  function ask(action: Asked["action"]) {
    decide.reset();
    setAsked({ action, seen: media.decisions.at(-1)?.id });
  }

  const isApproving = asked?.action === "approve";
  return (
    <>
      {media.status !== "approved" && (
        <Button size="sm" color="teal" onClick={() => ask("approve")}>
          Approve
        </Button>
      )}
      {media.status !== "rejected" && (
        <Button size="sm" color="red" onClick={() => ask("reject")}>
          Reject
        </Button>
      )}
      <Confirm
        isOpen={asked !== null}
        onClose={() => setAsked(null)}
        title={isApproving ? "Approve this?" : "Reject this?"}
        action={isApproving ? "Approve" : "Reject"}
        color={isApproving ? "teal" : "red"}
        onConfirm={() => asked !== null && decide.mutate(asked)}
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
