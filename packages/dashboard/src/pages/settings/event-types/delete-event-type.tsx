import { Button, Code } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../../api/client.ts";
import { useSite } from "../../../api/site.ts";
import { Confirm } from "../../../parts/confirm.tsx";
import { keepSite } from "../../../parts/keep-site.ts";
import { sayDone } from "../../../parts/said.ts";

export function DeleteEventType({ name }: { name: string }) {
  const query = useSite();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [isAsking, setAsking] = useState(false);
  const forget = useMutation({
    mutationFn: () => api.DELETE("/v1/event-types/{name}", { params: { path: { name }, query } }),
    onSuccess: async () => {
      sayDone(`${name} is no longer registered.`);
      await navigate({ to: "/settings/event-types", search: keepSite() });
      await queries.invalidateQueries({ queryKey: ["event-types"] });
    },
  });
  return (
    <>
      <Button variant="default" onClick={() => setAsking(true)}>
        Delete
      </Button>
      <Confirm
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title="Delete this event type?"
        action="Delete"
        onConfirm={() => forget.mutate()}
        isPending={forget.isPending}
        error={forget.error}
      >
        Its description and schema are forgotten. Events of the name <Code>{name}</Code> are taken as before, and held
        to no schema.
      </Confirm>
    </>
  );
}
