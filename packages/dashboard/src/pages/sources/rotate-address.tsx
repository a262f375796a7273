import { NumberInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, body } from "../../api/client.ts";
import { useSite } from "../../api/site.ts";
import { Confirm } from "../../parts/confirm.tsx";
import { sayDone } from "../../parts/said.ts";
import type { Source } from "./queries.ts";
import { refresh } from "./refresh.ts";

const HOUR_S = 3_600;
const HOURS_USUAL = 24;

/** Another address, because somebody has seen the present one who should not. */
export function RotateAddress(props: { source: Source; isOpen: boolean; onClose: () => void }) {
  const { source, isOpen, onClose } = props;
  const { id } = source;
  const query = useSite();
  const queries = useQueryClient();
  const [hours, setHours] = useState<number | string>(HOURS_USUAL);
  const rotate = useMutation({
    mutationFn: () => {
      const overlap_seconds = Math.round(Number(hours) * HOUR_S);
      return body(
        api.POST("/v1/sources/{id}/token/rotate", { params: { path: { id }, query }, body: { overlap_seconds } }),
      );
    },
    onSuccess: async () => {
      sayDone("The source has another address. Enter it at the platform.");
      onClose();
      await refresh(queries);
    },
  });
  return (
    <Confirm
      isOpen={isOpen}
      onClose={onClose}
      title="Change the address?"
      action="Change it"
      color="indigo"
      onConfirm={() => rotate.mutate()}
      isPending={rotate.isPending}
      error={rotate.error}
    >
      What the hub renews by itself is asked for at the new address at once. All else that is registered at the platform
      has to be registered again, or entered there.
      <NumberInput
        mt="md"
        label="Hours for which the old one is taken too"
        description="0: not at all."
        min={0}
        max={720}
        value={hours}
        onChange={setHours}
      />
    </Confirm>
  );
}
