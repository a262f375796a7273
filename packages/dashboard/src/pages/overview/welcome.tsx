import { Button, Paper, Text, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { keepSite } from "../../parts/keep-site.ts";
import { Step, Steps } from "../../parts/steps.tsx";

const NEW_WEBHOOK = "/webhooks/new";

/** For somebody new: the way to the first webhook. Gone with the first delivery. */
export function Welcome({ hasWebhook }: { hasWebhook: boolean }) {
  return (
    <Paper withBorder p="lg" mb="md" component="section" aria-labelledby="welcome">
      <Title order={2} size="h3" id="welcome">
        Welcome. Three steps to your first webhook
      </Title>
      <Text c="dimmed" size="sm" mb="lg">
        A webhook is an address of yours that is told what happens. This hub signs what it sends, tries again when your
        side is away, and keeps what was sent and what came back.
      </Text>
      <Steps>
        <Step number={1} title="Make a webhook" isDone={hasWebhook}>
          <Text size="sm">Say where it goes. Everything else has a default that you can change later.</Text>
          {!hasWebhook && (
            <div>
              <Button size="xs" renderRoot={(props) => <Link {...props} to={NEW_WEBHOOK as "/"} search={keepSite()} />}>
                Make a webhook
              </Button>
            </div>
          )}
        </Step>
        <Step number={2} title="Send it a test">
          <Text size="sm">
            One click on the webhook's page, and your side gets a signed request. The page shows the code that checks
            the signature.
          </Text>
          {hasWebhook && (
            <div>
              <Button size="xs" renderRoot={(props) => <Link {...props} to="/webhooks" search={keepSite()} />}>
                Go to the webhook
              </Button>
            </div>
          )}
        </Step>
        <Step number={3} title="See what came back">
          <Text size="sm">
            Every attempt is under Deliveries, with the exact request, the answer and how long each part took. This page
            fills with figures from then on.
          </Text>
        </Step>
      </Steps>
    </Paper>
  );
}
