import { Anchor, Code, Paper, Stack, Text } from "@mantine/core";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { api, body } from "../../../api/client.ts";
import { sessionQuery } from "../../../api/session.ts";
import { Facts } from "../../../parts/facts.tsx";
import { Time } from "../../../parts/time.tsx";
import { Frame } from "../frame.tsx";

/** What the hub is, and how it was set. All of it comes from its environment, so nothing of it is changed here. */
export function Hub() {
  const { data: session } = useSuspenseQuery(sessionQuery);
  if (session === null) return null;
  const { hub, kind, name, expires_at: expiresAt } = session;
  return (
    <Frame title="This hub" text="Set where the hub is started; changed there, and with a restart.">
      <Stack maw={760}>
        <Group title="Program">
          <Facts
            facts={{
              Version: hub.version,
              Store: hub.store,
              "This node": ROLES[hub.role],
              Nodes: kind === "admin" ? <Nodes /> : undefined,
              "Reached at": <Code>{hub.public_url}</Code>,
            }}
          />
          <Setting name="TABELLARY_PUBLIC_URL">Where platforms reach it.</Setting>
        </Group>
        <Group title="Retention">
          <Facts facts={{ "Kept for": `${hub.retention_days} ${hub.retention_days === 1 ? "day" : "days"}` }} />
          <Setting name="TABELLARY_RETENTION_DAYS">
            Events, deliveries with their attempts, and messages of sources are kept so long, on every site alike. What
            is still owed is kept until it has ended.
          </Setting>
        </Group>
        <Group title="Limits">
          <Facts facts={{ "Longest event or message": `${Math.round(hub.max_payload_bytes / 1024)} KiB` }} />
          <Setting name="TABELLARY_MAX_PAYLOAD_BYTES">What is longer is refused with 413.</Setting>
        </Group>
        <Group title="Your session">
          <Facts
            facts={{
              "Signed in with": name,
              Until: expiresAt === null ? undefined : <Time at={expiresAt} />,
            }}
          />
          <Text size="sm">
            The API is documented at{" "}
            <Anchor inherit underline="always" href="/docs">
              /docs
            </Anchor>
            , for programs at{" "}
            <Anchor inherit underline="always" href="/openapi.json">
              /openapi.json
            </Anchor>
            .
          </Text>
        </Group>
      </Stack>
    </Frame>
  );
}

const ROLES = {
  all: "accepts and delivers",
  api: "accepts, and leaves delivering to others",
  worker: "delivers",
} as const;

function Nodes() {
  const { data } = useQuery({
    queryKey: ["nodes"],
    refetchInterval: 10_000,
    queryFn: () => body(api.GET("/v1/nodes")),
  });
  if (data === undefined) return <>…</>;
  if (!data.is_shared) return <>one; more need PostgreSQL</>;
  return <>{data.alive} alive on this store</>;
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Paper withBorder p="lg" component="section" aria-label={title}>
      <Stack gap="sm">
        <Text component="h2" fw={600}>
          {title}
        </Text>
        {children}
      </Stack>
    </Paper>
  );
}

function Setting({ name, children }: { name: string; children: ReactNode }) {
  return (
    <Text size="sm" c="dimmed">
      <Code>{name}</Code> {children}
    </Text>
  );
}
