import { Code, Group } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useSite } from "../../../api/site.ts";
import type { Webhook } from "../../../api/webhooks.ts";
import { Copy } from "../../../parts/copyable.tsx";
import { Facts } from "../../../parts/facts.tsx";
import { Secret } from "../../../parts/secret.tsx";
import { Status } from "../../../parts/status.tsx";
import { Time } from "../../../parts/time.tsx";
import { healthQuery, readSecret } from "../queries.ts";
import { Standing } from "./standing.tsx";

/** What a webhook is and how it stands. */
export function WebhookFacts({ webhook }: { webhook: Webhook }) {
  const { id, events, contract, active, health, created_at } = webhook;
  const site = useSite();
  const { data } = useQuery(healthQuery(site, id));
  return (
    <>
      <Standing webhook={webhook} health={data} />
      <Facts
        facts={{
          Health: <Status value={active ? health : "off"} />,
          "Last success": data?.last_success_at == null ? "none" : <Time at={data.last_success_at} ago />,
          Owed: data === undefined ? "…" : `${data.owed.count.toLocaleString()}${data.owed.more ? " and more" : ""}`,
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
