import { Badge, Button, Group, Paper, Stack, Text } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, body } from "../../../api/client.ts";
import { useSite } from "../../../api/site.ts";
import { Empty } from "../../../parts/empty.tsx";
import { RecordLink } from "../../../parts/record-link.tsx";
import { sayDone, sayFailed } from "../../../parts/said.ts";
import { Status } from "../../../parts/status.tsx";
import { Time } from "../../../parts/time.tsx";
import { WebhookName } from "../../../parts/webhook-name.tsx";
import { type EventDetail, eventQuery } from "../queries.ts";
import { type Delivery, type Fate, toFates } from "./fates.ts";

/** What became of an event at every webhook of the site, and why. */
export function FateList({ event }: { event: EventDetail }) {
  const fates = toFates(event);
  if (fates.length === 0) {
    return (
      <Empty
        title="The site has no webhook yet"
        text="Nobody was told of this event. A webhook that is made now gets what comes from then on."
      />
    );
  }
  return (
    <Stack gap="xs" component="ul" p={0} m={0} style={{ listStyle: "none" }}>
      {fates.map((fate) => (
        <Paper key={fate.webhookId} component="li" withBorder p="sm">
          <FateRow fate={fate} eventId={event.id} />
        </Paper>
      ))}
    </Stack>
  );
}

function FateRow({ fate: { webhookId, url, outcome, detail, delivery }, eventId }: { fate: Fate; eventId: string }) {
  return (
    <Group justify="space-between" align="flex-start" gap="sm">
      <div style={{ flex: "1 1 18rem", minWidth: 0 }}>
        <Group gap="xs" mb={4}>
          {delivery === undefined ? <Outcome outcome={outcome} /> : <Status value={delivery.status} />}
          <RecordLink id={webhookId} style={{ overflowWrap: "anywhere" }}>
            {url ?? <WebhookName id={webhookId} />}
          </RecordLink>
        </Group>
        <Text size="sm" c={delivery === undefined ? "dimmed" : undefined}>
          {delivery === undefined ? detail : sayDelivery(delivery)}
        </Text>
        {delivery?.next_attempt_at !== undefined && (
          <Text size="xs" c="dimmed" component="div">
            next attempt <Time at={delivery.next_attempt_at} ago />
          </Text>
        )}
      </div>
      {delivery !== undefined && (
        <Group gap="sm">
          <RecordLink id={delivery.id}>Delivery</RecordLink>
          <SendAgain id={delivery.id} eventId={eventId} />
        </Group>
      )}
    </Group>
  );
}

function Outcome({ outcome }: { outcome: Fate["outcome"] }) {
  return (
    <Badge variant="default" size="sm" tt="none" fw={500}>
      {(outcome ?? "not owed").replaceAll("_", " ")}
    </Badge>
  );
}

function sayDelivery({ attempts, error, status_code }: Delivery): string {
  const tried = attempts === 1 ? "1 attempt" : `${attempts} attempts`;
  if (attempts === 0) return "Not sent yet.";
  if (error !== undefined) return `${tried}. ${error}`;
  return status_code === null ? `${tried}.` : `${tried}, answered ${status_code}.`;
}

function SendAgain({ id, eventId }: { id: string; eventId: string }) {
  const site = useSite();
  const queries = useQueryClient();
  const { mutate, isPending } = useMutation({
    mutationFn: () => body(api.POST("/v1/deliveries/{id}/retry", { params: { path: { id }, query: site } })),
    onSuccess: ({ status }) => {
      sayDone(status === "held" ? "It goes out when its webhook is switched on." : "It is being sent.");
      return queries.invalidateQueries({ queryKey: eventQuery(site, eventId).queryKey });
    },
    onError: (error) => sayFailed("It cannot be sent now", error),
  });
  return (
    <Button
      size="compact-xs"
      variant="default"
      leftSection={<IconRefresh size={13} />}
      loading={isPending}
      onClick={() => mutate()}
    >
      Send again
    </Button>
  );
}
