import { Group, Paper, Stack, Text, Title } from "@mantine/core";
import type { Shape } from "../../api/client.ts";
import { RecordLink } from "../../parts/record-link.tsx";
import { Status } from "../../parts/status.tsx";
import { Time } from "../../parts/time.tsx";
import { nameOf } from "../../parts/webhook-name.tsx";

type FailingWebhook = Shape<"Now">["failing"][number];

/** The webhooks that fail, and why. `siteOf` names the site where all are shown. */
export function Failing({ now, siteOf }: { now: Shape<"Now">; siteOf?: (id: string) => string }) {
  const { failing, webhooks } = now;
  if (failing.length === 0) return null;
  return (
    <section aria-labelledby="failing">
      <Title order={2} size="h4" id="failing" mb="xs">
        {webhooks.failing === 1 ? "1 webhook is failing" : `${webhooks.failing} webhooks are failing`}
      </Title>
      <Stack gap="xs" component="ul" p={0} m={0} mb="md" style={{ listStyle: "none" }}>
        {failing.map((webhook) => (
          <Paper key={webhook.webhook_id} component="li" withBorder p="sm">
            <Row webhook={webhook} site={siteOf?.(webhook.site_id)} />
          </Paper>
        ))}
      </Stack>
    </section>
  );
}

function Row({ webhook, site }: { webhook: FailingWebhook; site: string | undefined }) {
  const { webhook_id, owed, last_failure: last, active, site_id } = webhook;
  return (
    <Group justify="space-between" align="flex-start" gap="sm">
      <div style={{ flex: "1 1 18rem", minWidth: 0 }}>
        <Group gap="xs">
          <Status value={active ? "failing" : "inactive"} />
          <RecordLink id={webhook_id} site={site_id} style={{ overflowWrap: "anywhere" }}>
            {nameOf(webhook)}
          </RecordLink>
          {site !== undefined && (
            <Text size="xs" c="dimmed">
              {site}
            </Text>
          )}
        </Group>
        <Text size="sm" mt={4}>
          {last?.error ?? "No failed delivery is kept any more."}
        </Text>
      </div>
      <Stack gap={2} ta={{ base: "left", sm: "right" }}>
        <Text size="sm">{owed} owed</Text>
        {last?.next_attempt_at != null && (
          <Text size="xs" c="dimmed" component="div">
            next attempt <Time at={last.next_attempt_at} ago />
          </Text>
        )}
        {last != null && (
          <RecordLink id={last.delivery_id} site={site_id} size="xs">
            Last failure
          </RecordLink>
        )}
      </Stack>
    </Group>
  );
}
