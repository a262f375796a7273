import { Group, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useSite } from "../../../api/site.ts";
import { Copy } from "../../../parts/copyable.tsx";
import { Facts } from "../../../parts/facts.tsx";
import { Failure } from "../../../parts/failure.tsx";
import { PagePending } from "../../../parts/page-pending.tsx";
import { PageTitle } from "../../../parts/page-title.tsx";
import { RecordLink } from "../../../parts/record-link.tsx";
import { Status } from "../../../parts/status.tsx";
import { Time } from "../../../parts/time.tsx";
import { WebhookName } from "../../../parts/webhook-name.tsx";
import { type DeliveryDetail, deliveryQuery } from "../queries.ts";
import { DeliveryActions } from "./actions.tsx";
import { Attempts } from "./attempts.tsx";
import { NextAttempt } from "./next-attempt.tsx";

/** One delivery: what was sent, what came back, and what follows. */
export function DeliveryPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const { data: delivery, error } = useQuery(deliveryQuery(useSite(), id));
  if (delivery !== undefined) return <Whole delivery={delivery} />;
  if (error === null) return <PagePending />;
  return (
    <>
      <PageTitle title="Delivery" />
      <Failure error={error} title="The delivery cannot be shown" />
    </>
  );
}

function Whole({ delivery }: { delivery: DeliveryDetail }) {
  const { id } = delivery;
  return (
    <>
      <PageTitle
        title="Delivery"
        text={
          <Group gap="xs">
            <Status value={delivery.status} /> <code>{id}</code> <Copy value={id} what="the id" />
          </Group>
        }
      >
        <DeliveryActions delivery={delivery} />
      </PageTitle>
      <DeliveryFacts delivery={delivery} />
      <NextAttempt delivery={delivery} />
      <Title order={2} size="h4" mb="sm">
        {delivery.log.length === 0 ? "The request to come" : "Attempts"}
      </Title>
      <Attempts delivery={delivery} />
    </>
  );
}

function DeliveryFacts({ delivery }: { delivery: DeliveryDetail }) {
  const { event_id, event_type, webhook_id, created_at, delivered_at, sequence, attempts } = delivery;
  return (
    <Facts
      facts={{
        Event: (
          <RecordLink id={event_id}>
            {event_type} · {event_id}
          </RecordLink>
        ),
        Webhook: (
          <RecordLink id={webhook_id}>
            <WebhookName id={webhook_id} />
          </RecordLink>
        ),
        Made: <Time at={created_at} />,
        Delivered: delivered_at && <Time at={delivered_at} />,
        Attempts: attempts,
        "Place in its ordered lane": sequence ?? undefined,
      }}
    />
  );
}
