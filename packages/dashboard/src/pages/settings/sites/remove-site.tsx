import { TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../../api/client.ts";
import { useSite } from "../../../api/site.ts";
import { Confirm } from "../../../parts/confirm.tsx";
import { sayDone } from "../../../parts/said.ts";
import type { SiteRow } from "./queries.ts";

/** With everything in it, so the name has to be typed. */
export function RemoveSite({ site: { id, name }, onClose }: { site: SiteRow; onClose: () => void }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { site_id: lookedAt } = useSite();
  const [typed, setTyped] = useState("");
  const [isWrong, setWrong] = useState(false);
  const remove = useMutation({
    mutationFn: () => api.DELETE("/v1/sites/{id}", { params: { path: { id } } }),
    onSuccess: async () => {
      sayDone(`The site ${name} is deleted.`);
      onClose();
      if (lookedAt === id) await navigate({ to: "/settings/sites", search: {} });
      await queries.invalidateQueries();
    },
  });

  function confirm() {
    setWrong(typed !== name);
    if (typed === name) remove.mutate();
  }

  return (
    <Confirm
      isOpen
      onClose={onClose}
      title={`Delete ${name}?`}
      action="Delete the site"
      onConfirm={confirm}
      isPending={remove.isPending}
      error={remove.error}
    >
      Its webhooks, keys, sources and event types go with it, at once: what is owed to its webhooks is not sent any
      more, and its keys are refused. This cannot be taken back.
      <TextInput
        mt="md"
        label={`Type ${name} to go on`}
        value={typed}
        error={isWrong && typed !== name ? "This is not its name." : undefined}
        autoComplete="off"
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
    </Confirm>
  );
}
