import { Button, Code, Group, Paper, Skeleton, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../../api/client.ts";
import { useSite } from "../../../api/site.ts";
import { Confirm } from "../../../parts/confirm.tsx";
import { Failure } from "../../../parts/failure.tsx";
import { sayDone } from "../../../parts/said.ts";
import { Status } from "../../../parts/status.tsx";
import { Time } from "../../../parts/time.tsx";
import { type Platform, type Registration, registrationsQuery, type Source } from "../queries.ts";
import { refresh } from "../refresh.ts";

/** What the platform lists, beside what was registered from here. */
export function Registrations({ source, platform }: { source: Source; platform: Platform }) {
  const { data, error, isFetching, refetch } = useQuery(registrationsQuery(useSite(), source.id));
  return (
    <section aria-label="Registrations">
      <Group justify="space-between" mb="xs">
        <Text component="h2" fw={600} size="lg">
          Registrations
        </Text>
        <Button size="compact-sm" variant="subtle" loading={isFetching} onClick={() => refetch()}>
          Ask {platform.title} again
        </Button>
      </Group>
      {error !== null && <Failure error={error} title="They could not be read" />}
      {data === undefined && error === null && <Skeleton h={60} />}
      {data !== undefined && (
        <Stack gap="xs">
          {data.message !== null && (
            <Text size="sm" c="dimmed">
              {data.message}
            </Text>
          )}
          {data.registrations.length === 0 && data.listing === "listed" && (
            <Text size="sm">Nothing is registered at {platform.title} with these credentials.</Text>
          )}
          {data.registrations.map((one) => (
            <Row key={one.id} source={source} registration={one} />
          ))}
        </Stack>
      )}
    </section>
  );
}

function Row({ source, registration }: { source: Source; registration: Registration }) {
  const { id, url, state, is_ours: isOurs, ends_at: endsAt, renews_at: renewsAt, error } = registration;
  const [isAsking, setAsking] = useState(false);
  const isHere = url === source.ingress_url || (url === null && isOurs);
  return (
    <Paper withBorder p="sm">
      <Group justify="space-between" align="flex-start" wrap="nowrap">
        <Stack gap={4} style={{ minWidth: 0 }}>
          <Group gap="xs">
            <Status value={state} />
            <Text size="sm">{isHere ? "sends here" : "sends elsewhere"}</Text>
            {isOurs && <Text size="sm">· made from here</Text>}
          </Group>
          <Code style={{ overflowWrap: "anywhere" }}>{url ?? id}</Code>
          {endsAt !== null && (
            <Text size="xs" c="dimmed">
              Ends <Time at={endsAt} ago />
              {renewsAt !== null && (
                <>
                  ; renewed by itself <Time at={renewsAt} ago />
                </>
              )}
              .
            </Text>
          )}
          {error !== null && (
            <Text size="sm" c="var(--mantine-color-error)">
              {error}
            </Text>
          )}
        </Stack>
        <Button size="compact-sm" variant="default" onClick={() => setAsking(true)} aria-label={`End ${url ?? id}`}>
          End
        </Button>
      </Group>
      <End source={source} id={id} isOpen={isAsking} onClose={() => setAsking(false)} />
    </Paper>
  );
}

function End({ source, id, isOpen, onClose }: { source: Source; id: string; isOpen: boolean; onClose: () => void }) {
  const site = useSite();
  const queries = useQueryClient();
  const end = useMutation({
    mutationFn: () => {
      const query = { ...site, registration_id: id };
      return api.DELETE("/v1/sources/{id}/registrations", { params: { path: { id: source.id }, query } });
    },
    onSuccess: async () => {
      sayDone("The platform sends there no more.");
      onClose();
      await refresh(queries);
    },
  });
  return (
    <Confirm
      isOpen={isOpen}
      onClose={onClose}
      title="End this registration?"
      action="End it"
      onConfirm={() => end.mutate()}
      isPending={end.isPending}
      error={end.error}
    >
      The platform is asked to send there no more. It can be registered again.
    </Confirm>
  );
}
