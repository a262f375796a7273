import { Alert, Code, Group } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useSite } from "../../../api/site.ts";
import type { Webhook } from "../../../api/webhook-names.ts";
import { Copy } from "../../../parts/copyable.tsx";
import { Facts } from "../../../parts/facts.tsx";
import { RecordLink } from "../../../parts/record-link.tsx";
import { Secret } from "../../../parts/secret.tsx";
import { Status } from "../../../parts/status.tsx";
import { Time } from "../../../parts/time.tsx";
import { lastFailureQuery, readSecret } from "../queries.ts";

/** What a webhook is and how it stands. */
export function WebhookFacts({ webhook }: { webhook: Webhook }) {
  const { id, events, contract, active, health, created_at } = webhook;
  const site = useSite();
  return (
    <>
      {!active && <Off />}
      {active && health === "failing" && <Failing id={id} />}
      <Facts
        facts={{
          Health: <Status value={active ? health : "off"} />,
          Events: events.join(", "),
          Contract: contract,
          Secret: <Secret what="the secret" value={async () => (await readSecret(site, id)).secret} />,
          Made: <Time at={created_at} />,
          Id: (
            <Group gap={4} wrap="nowrap">
              <Code>{id}</Code> <Copy value={id} what="the id" />
            </Group>
          ),
        }}
      />
    </>
  );
}

function Off() {
  return (
    <Alert color="gray" variant="default" mb="md" title="Switched off" role="status">
      New events pass it by. What it was owed already is held, and goes on when it is on again.
    </Alert>
  );
}

/** The last of the failures, and where to read on. */
function Failing({ id }: { id: string }) {
  const { data: last } = useQuery(lastFailureQuery(useSite(), id));
  return (
    <Alert
      color="orange"
      variant="light"
      mb="md"
      title="It fails"
      icon={<IconAlertTriangle aria-hidden />}
      role="status"
    >
      Several attempts in a row were not taken. Deliveries go on by their schedule.
      {last != null && (
        <>
          {" "}
          The last: {last.error ?? "no answer"}{" "}
          <RecordLink id={last.id} c="inherit" td="underline">
            Look at it
          </RecordLink>
        </>
      )}
    </Alert>
  );
}
