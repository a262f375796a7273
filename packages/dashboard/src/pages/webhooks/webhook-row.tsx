import { Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { Webhook } from "../../api/webhooks.ts";
import { keepSite } from "../../parts/keep-site.ts";
import { Status } from "../../parts/status.tsx";
import { nameOf } from "../../parts/webhook-name.tsx";
import type { Lines } from "./bars.ts";
import { OnOff } from "./on-off.tsx";
import { Sparkline } from "./sparkline.tsx";
import classes from "./webhooks.module.css";

/** A webhook in the list; the whole row leads to it, the switch is its own. */
export function WebhookRow({ webhook, lines }: { webhook: Webhook; lines: Lines | undefined }) {
  const { id, url, description, contract, events, active, health } = webhook;
  return (
    <li className={classes.item}>
      <div style={{ minWidth: 0 }}>
        <Link to="/webhooks/$id" params={{ id }} search={keepSite()} className={classes.name}>
          {nameOf(webhook)}
        </Link>
        <Text size="xs" c="dimmed" truncate>
          {contract}
          {description !== null && ` · ${url}`}
        </Text>
      </div>
      <span className={classes.events}>{events.join(", ")}</span>
      <div className={classes.figures}>
        {lines !== undefined && <Sparkline figures={lines.byWebhook.get(id)} window={lines} />}
      </div>
      <div className={classes.state}>
        <Status value={active ? health : "off"} />
        <div className={classes.above}>
          <OnOff webhook={webhook} />
        </div>
      </div>
    </li>
  );
}
