import { Accordion, Group, Stack, Tabs, Text } from "@mantine/core";
import { Status } from "../../../parts/status.tsx";
import { Time } from "../../../parts/time.tsx";
import type { Attempt, DeliveryDetail } from "../queries.ts";
import { Request } from "./request.tsx";
import { Response } from "./response.tsx";
import { sayMs } from "./timings.ts";
import { Waterfall } from "./waterfall.tsx";

/** Every attempt, the last one open; what the others sent is read when they are opened. */
export function Attempts({ delivery: { id, log } }: { delivery: DeliveryDetail }) {
  const last = log.at(-1);
  if (last === undefined) return <Request id={id} attempt={0} />;
  return (
    <Accordion variant="separated" multiple defaultValue={[String(last.number)]} order={3} chevronPosition="left">
      {log.toReversed().map((attempt) => (
        <Accordion.Item key={attempt.number} value={String(attempt.number)}>
          <Accordion.Control>
            <Head attempt={attempt} />
          </Accordion.Control>
          <Accordion.Panel>
            <Stack gap="md">
              <Waterfall attempt={attempt} />
              <Tabs defaultValue={attempt.status === "success" ? "request" : "response"} keepMounted={false}>
                <Tabs.List mb="sm">
                  <Tabs.Tab value="request">Request</Tabs.Tab>
                  <Tabs.Tab value="response">Response</Tabs.Tab>
                </Tabs.List>
                <Tabs.Panel value="request">
                  <Request id={id} attempt={attempt.number} />
                </Tabs.Panel>
                <Tabs.Panel value="response">
                  <Response attempt={attempt} />
                </Tabs.Panel>
              </Tabs>
            </Stack>
          </Accordion.Panel>
        </Accordion.Item>
      ))}
    </Accordion>
  );
}

function Head({ attempt }: { attempt: Attempt }) {
  const { number, status, status_code, error, duration_ms, started_at } = attempt;
  const answer = status_code === undefined ? (error?.kind ?? "no answer") : `answered ${status_code}`;
  return (
    <Group gap="xs">
      <Text size="sm" fw={600} component="span">
        Attempt {number}
      </Text>
      <Status value={status} />
      <Text size="sm" component="span">
        {answer}
      </Text>
      <Text size="sm" c="dimmed" component="span">
        {sayMs(duration_ms)} · <Time at={started_at} />
      </Text>
    </Group>
  );
}
