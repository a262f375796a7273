import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api, body } from "../../../api/client.ts";
import { useSite } from "../../../api/site.ts";
import { sayFailed } from "../../../parts/said.ts";
import { isOwed } from "../../deliveries/filter.ts";
import { type DeliveryDetail, deliveryQuery } from "../../deliveries/queries.ts";
import { refresh } from "../refresh.ts";

/** Somebody waits for it. */
const LOOK_MS = 400;

export interface TestSend {
  send: () => void;
  /** Whether its attempt is still to come. */
  isUnderWay: boolean;
  /** The delivery of the last test, as far as it has come; undefined when none was sent. */
  delivery: DeliveryDetail | null | undefined;
  error: unknown;
  close: () => void;
}

/** Sends a test and follows its delivery until the attempt is there. */
export function useTest(id: string): TestSend {
  const query = useSite();
  const queries = useQueryClient();
  const [deliveryId, setDeliveryId] = useState<string | null>(null);
  const send = useMutation({
    mutationFn: () => body(api.POST("/v1/webhooks/{id}/test", { params: { path: { id }, query } })),
    onMutate: () => setDeliveryId(null),
    onSuccess: ({ delivery_id }) => setDeliveryId(delivery_id),
    onError: (error) => sayFailed("No test was sent", error),
  });
  const { data, error } = useQuery({
    ...deliveryQuery(query, deliveryId ?? ""),
    enabled: deliveryId !== null,
    refetchInterval: ({ state }) => {
      if (state.data !== undefined && !isOwed(state.data)) return false;
      return LOOK_MS;
    },
  });
  const isOver = data !== undefined && !isOwed(data);
  useEffect(() => {
    if (isOver) void refresh(queries);
  }, [isOver, queries]);
  const isUnderWay = send.isPending || (deliveryId !== null && error === null && !isOver);
  return {
    send: () => send.mutate(),
    isUnderWay,
    delivery: deliveryId === null ? undefined : (data ?? null),
    error,
    close: () => setDeliveryId(null),
  };
}
