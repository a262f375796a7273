import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "../../../api/client.ts";
import { Confirm } from "../../../parts/confirm.tsx";
import { sayDone } from "../../../parts/said.ts";
import type { Key } from "./queries.ts";

export function RevokeKey({ row: { id, name }, onClose }: { row: Key; onClose: () => void }) {
  const queries = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => api.DELETE("/v1/keys/{id}", { params: { path: { id } } }),
    onSuccess: async () => {
      sayDone(`The key ${name} is revoked.`);
      onClose();
      await queries.invalidateQueries({ queryKey: ["keys"] });
    },
  });
  return (
    <Confirm
      isOpen
      onClose={onClose}
      title={`Revoke ${name}?`}
      action="Revoke"
      onConfirm={() => revoke.mutate()}
      isPending={revoke.isPending}
      error={revoke.error}
    >
      Whoever uses it is refused from then on, and who has signed in with it is signed out. This cannot be taken back.
    </Confirm>
  );
}
