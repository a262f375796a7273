import { Alert, Button, Checkbox, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { api, body } from "../../../api/client.ts";
import { useSite } from "../../../api/site.ts";
import { Failure } from "../../../parts/failure.tsx";
import { fromFieldValue, toFieldValue } from "../../../parts/filters/range.ts";
import type { Source } from "../queries.ts";
import { refresh } from "../refresh.ts";
import { NO_TOTALS, type Totals, walkRange } from "./walk-range.ts";

const HOUR_MS = 3_600_000;

/** Reads all messages of a time once more, as many requests as that takes. Closing it stops. */
export function ReplayRange({ source, isOpen, onClose }: { source: Source; isOpen: boolean; onClose: () => void }) {
  const query = useSite();
  const queries = useQueryClient();
  const [from, setFrom] = useState(() => toFieldValue(new Date(Date.now() - HOUR_MS).toISOString()));
  const [to, setTo] = useState("");
  const [again, setAgain] = useState(false);
  const [totals, setTotals] = useState<Totals>(NO_TOTALS);
  const isWanted = useRef(true);
  const replay = useMutation({
    mutationFn: () => {
      isWanted.current = true;
      const wanted = { from: fromFieldValue(from) ?? "", to: fromFieldValue(to) ?? new Date().toISOString(), again };
      const ask = (cursor: string | null) => {
        const request = { ...wanted, ...(cursor !== null && { cursor }) };
        return body(api.POST("/v1/sources/{id}/replay", { params: { path: { id: source.id }, query }, body: request }));
      };
      return walkRange(ask, setTotals, () => isWanted.current);
    },
    onMutate: () => setTotals(NO_TOTALS),
    onSettled: () => refresh(queries),
  });
  function close() {
    isWanted.current = false;
    onClose();
  }
  return (
    <Modal
      opened={isOpen}
      onClose={close}
      title="Replay messages of a time"
      centered
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <Stack>
        <Text size="sm">
          Those that were genuine are read again, oldest first. Events that are there already are not sent again.
        </Text>
        <Group grow>
          <TextInput
            type="datetime-local"
            label="From"
            required
            value={from}
            onChange={(event) => setFrom(event.currentTarget.value)}
          />
          <TextInput
            type="datetime-local"
            label="To (empty: now)"
            value={to}
            onChange={(event) => setTo(event.currentTarget.value)}
          />
        </Group>
        <Checkbox
          label="Make their events anew, also those that are there"
          description="Your webhooks get them a second time, under other ids."
          checked={again}
          onChange={(event) => setAgain(event.currentTarget.checked)}
        />
        {replay.error !== null && <Failure error={replay.error} />}
        {(replay.isPending || replay.isSuccess) && <Progress totals={totals} isDone={replay.isSuccess} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            {replay.isPending ? "Stop" : "Close"}
          </Button>
          <Button loading={replay.isPending} disabled={from === ""} onClick={() => replay.mutate()}>
            Replay
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function Progress({ totals, isDone }: { totals: Totals; isDone: boolean }) {
  const { replayed, events, duplicates, rejected } = totals;
  return (
    <Alert color="teal" variant="light" title={isDone ? "Done" : "Under way"} role="status">
      <Text size="sm">
        {replayed} messages read: {events} new events, {duplicates} were there before, {rejected} messages rejected.
      </Text>
    </Alert>
  );
}
