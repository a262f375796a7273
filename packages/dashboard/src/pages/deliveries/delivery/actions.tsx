import { Button } from "@mantine/core";
import { IconRefresh, IconX } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, body } from "../../../api/client.ts";
import { useSite } from "../../../api/site.ts";
import { Confirm } from "../../../parts/confirm.tsx";
import { sayDone, sayFailed } from "../../../parts/said.ts";
import { isOwed } from "../filter.ts";
import { type DeliveryDetail, deliveryQuery } from "../queries.ts";

/** Sends a delivery now, or no more. What the hub refuses it explains. */
export function DeliveryActions({ delivery }: { delivery: DeliveryDetail }) {
  const { id } = delivery;
  const site = useSite();
  const queries = useQueryClient();
  const [asks, setAsks] = useState(false);
  const options = { params: { path: { id }, query: site } };
  const refresh = () => queries.invalidateQueries({ queryKey: deliveryQuery(site, id).queryKey });

  const retry = useMutation({
    mutationFn: () => body(api.POST("/v1/deliveries/{id}/retry", options)),
    onSuccess: ({ status }) => {
      sayDone(status === "held" ? "It goes out when its webhook is switched on." : "It is being sent.");
      return refresh();
    },
    onError: (error) => sayFailed("It cannot be sent now", error),
  });
  const cancel = useMutation({
    mutationFn: () => body(api.POST("/v1/deliveries/{id}/cancel", options)),
    onSuccess: ({ status }) => {
      setAsks(false);
      sayDone(status === "cancelling" ? "It ends after the attempt that is under way." : "It is cancelled.");
      return refresh();
    },
  });

  return (
    <>
      <Button
        size="xs"
        leftSection={<IconRefresh size={14} />}
        loading={retry.isPending}
        onClick={() => retry.mutate()}
      >
        {isOwed(delivery) ? "Send now" : "Send again"}
      </Button>
      {isOwed(delivery) && delivery.status !== "cancelling" && (
        <Button size="xs" variant="default" leftSection={<IconX size={14} />} onClick={() => setAsks(true)}>
          Cancel
        </Button>
      )}
      <Confirm
        isOpen={asks}
        onClose={() => setAsks(false)}
        title="Send this delivery no more?"
        action="Cancel the delivery"
        onConfirm={() => cancel.mutate()}
        isPending={cancel.isPending}
        error={cancel.error}
      >
        There will be no further attempt. It can be sent again later, which begins its schedule anew.
      </Confirm>
    </>
  );
}
