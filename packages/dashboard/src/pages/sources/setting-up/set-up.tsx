import { Alert, Code, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { sessionQuery } from "../../../api/session.ts";
import { Linked } from "../../../parts/linked.tsx";
import { Step, Steps } from "../../../parts/steps.tsx";
import type { Platform, Source } from "../queries.ts";
import { ByApi } from "./by-api.tsx";
import { Entries } from "./entries.tsx";
import { FirstRequest } from "./first-request.tsx";
import { isReachable } from "./reachable.ts";
import { Registrations } from "./registrations.tsx";

/** How the platform is brought to send: by its API where it has one, else step by step. */
export function SetUp({ source, platform }: { source: Source; platform: Platform }) {
  const { set_up } = platform;
  const hasArrived = source.state?.last_message_at != null;
  return (
    <Stack maw={760} gap="lg">
      <Reachable />
      {set_up.kind === "api" && <ByApi source={source} platform={platform} />}
      {set_up.kind === "api" && <Registrations source={source} platform={platform} />}
      <section aria-label="Step by step">
        <Text component="h2" fw={600} size="lg" mb="sm">
          {set_up.kind === "api" ? "Or by hand" : "Step by step"}
        </Text>
        <Steps>
          {set_up.steps.map(({ text, enter }, index) => (
            <Step key={text} number={index + 1} title={<Lead text={text} />}>
              <Rest text={text} />
              {enter.length > 0 && <Entries source={source} platform={platform} entries={enter} />}
            </Step>
          ))}
          <Step number={set_up.steps.length + 1} title={lastTitle(source)} isDone={hasArrived}>
            <FirstRequest source={source} platform={platform} />
          </Step>
        </Steps>
      </section>
      <Text size="xs" c="dimmed">
        When a request of {platform.title} fails: <Linked text={platform.retries} />
      </Text>
    </Stack>
  );
}

function lastTitle({ poll }: Source): string {
  return poll === null ? "The platform's first message" : "The first items";
}

/** A step's first sentence is its title. */
const SENTENCE = /^(.+?[.:])\s+(?=[A-Z])(.*)$/s;

function Lead({ text }: { text: string }) {
  return <Linked text={SENTENCE.exec(text)?.[1] ?? text} />;
}

function Rest({ text }: { text: string }) {
  const rest = SENTENCE.exec(text)?.[2];
  if (rest === undefined) return null;
  return (
    <Text size="sm">
      <Linked text={rest} />
    </Text>
  );
}

/** A platform cannot send to an address that only this machine or this network knows. */
function Reachable() {
  const { data: session } = useQuery(sessionQuery);
  const url = session?.hub.public_url;
  if (url === undefined || isReachable(url)) return null;
  return (
    <Alert color="yellow" variant="light" title="Platforms cannot reach this hub yet">
      <Text size="sm">
        It believes to be at <Code>{url}</Code>, where only this machine or its network finds it. Say where it is
        reached from outside, over https: <Code>TABELLARY_PUBLIC_URL=https://hooks.example.com</Code>. Only{" "}
        <Code>/in/</Code> has to be reachable there. A system of your own beside the hub can send to it as it is.
      </Text>
    </Alert>
  );
}
