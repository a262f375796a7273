import { Alert, Anchor, Skeleton, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useSite } from "../../api/site.ts";
import { Failure } from "../../parts/failure.tsx";
import { keepSite } from "../../parts/keep-site.ts";
import { Frame } from "./frame.tsx";
import { pixelpatrolQuery } from "./webhook/queries.ts";
import { WebhookForm } from "./webhook/webhook-form.tsx";

const FORM_HEIGHT = 520;

/** The site's one PixelPatrol webhook, for who wants nothing else. */
export function Settings() {
  const site = useSite();
  const { data, error } = useQuery(pixelpatrolQuery(site));
  return (
    <Frame title="Webhook" text="Where this site's moderation events go, in PixelPatrol's format.">
      <Stack maw={640}>
        {error !== null && <Failure error={error} title="The webhooks could not be read" />}
        {data === undefined && error === null && <Skeleton h={FORM_HEIGHT} aria-label="Loading" />}
        {data !== undefined && data.count > 1 && <Others count={data.count} />}
        {data !== undefined && <WebhookForm key={data.webhook?.id ?? "new"} webhook={data.webhook} />}
      </Stack>
    </Frame>
  );
}

function Others({ count }: { count: number }) {
  return (
    <Alert color="blue" variant="light" title={`This site has ${count} webhooks of that format`}>
      This is the eldest. The others, and those of other formats, are under{" "}
      <Anchor
        c="inherit"
        underline="always"
        renderRoot={(props) => <Link to="/webhooks" search={keepSite()} {...props} />}
      >
        Webhooks
      </Anchor>
      .
    </Alert>
  );
}
