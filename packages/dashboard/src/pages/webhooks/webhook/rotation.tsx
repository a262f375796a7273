import { Button, Code, Group, PasswordInput, Skeleton, Stack, Text } from "@mantine/core";
import { publicKeyOf } from "@tabellary/contracts";
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, body } from "../../../api/client.ts";
import { ProblemError, sentenceOf } from "../../../api/problem.ts";
import { useSite } from "../../../api/site.ts";
import type { Webhook } from "../../../api/webhooks.ts";
import { Copy } from "../../../parts/copyable.tsx";
import { Failure } from "../../../parts/failure.tsx";
import { sayDone } from "../../../parts/said.ts";
import { Secret } from "../../../parts/secret.tsx";
import { Step, Steps } from "../../../parts/steps.tsx";
import { Time } from "../../../parts/time.tsx";
import { chooseContract } from "../contract/sample-request.ts";
import { readSecret } from "../queries.ts";

type Site = ReturnType<typeof useSite>;

const secretsQuery = (site: Site, id: string) =>
  queryOptions({ queryKey: ["webhook", site, id, "secrets"], gcTime: 0, queryFn: () => readSecret(site, id) });

/** Two steps, so that no receiver meets a signature that it cannot know. */
export function Rotation({ webhook }: { webhook: Webhook }) {
  const { id } = webhook;
  const site = useSite();
  const queries = useQueryClient();
  const { data, error } = useQuery(secretsQuery(site, id));
  const params = { path: { id }, query: site };
  const onSuccess = (secrets: NonNullable<typeof data>) =>
    queries.setQueryData(secretsQuery(site, id).queryKey, secrets);
  const prepare = useMutation({
    mutationFn: (secret: string) =>
      body(api.POST("/v1/webhooks/{id}/secret/prepare", { params, body: secret === "" ? null : { secret } })),
    onSuccess,
  });
  const promote = useMutation({
    mutationFn: () => body(api.POST("/v1/webhooks/{id}/secret/promote", { params })),
    onSuccess: (secrets) => {
      onSuccess(secrets);
      sayDone("The new secret signs from now on.");
    },
  });
  if (error !== null) return <Failure error={error} title="The secrets could not be read" />;
  if (data === undefined) return <Skeleton h={220} aria-label="Loading" />;
  const isPrepared = data.next !== null;
  return (
    <Stack maw={720}>
      <Text size="sm">{overlapOf(webhook)}</Text>
      <PublicKey secret={data.secret} />
      <Steps>
        <Step number={1} title="Prepare the next secret" isDone={isPrepared}>
          {data.next === null ? (
            <Prepare onPrepare={prepare.mutate} isPending={prepare.isPending} error={prepare.error} />
          ) : (
            <Secret key={data.next} what="the next secret" value={data.next} isShown={prepare.isSuccess} />
          )}
        </Step>
        <Step number={2} title="Teach the receiver">
          <Text size="sm">Let it take requests that either secret has signed: the present one and the next.</Text>
        </Step>
        <Step number={3} title="Sign with it">
          <Text size="sm">From then on the next secret is the one that signs.</Text>
          <Group>
            <Button
              size="sm"
              variant={isPrepared ? "filled" : "default"}
              disabled={!isPrepared}
              loading={promote.isPending}
              onClick={() => promote.mutate()}
            >
              Sign with the next secret
            </Button>
          </Group>
          {promote.error !== null && <Failure error={promote.error} />}
        </Step>
      </Steps>
      {data.previous !== null && data.previous_until !== null && (
        <Text size="sm">
          The secret before, <Code>{data.previous.slice(0, 8)}…</Code>, goes on in lists of signatures until{" "}
          <Time at={data.previous_until} />.
        </Text>
      )}
    </Stack>
  );
}

/** Of an Ed25519 pair the receiver gets the other half. */
function PublicKey({ secret }: { secret: string }) {
  const publicKey = publicKeyOf(secret);
  if (publicKey === undefined) return null;
  return (
    <Group gap={4}>
      <Text size="sm">The present one signs with Ed25519. Receivers verify with its public key:</Text>
      <Code>{publicKey}</Code>
      <Copy value={publicKey} what="the public key" />
    </Group>
  );
}

interface PrepareProps {
  onPrepare: (secret: string) => void;
  isPending: boolean;
  error: unknown;
}

function Prepare({ onPrepare, isPending, error }: PrepareProps) {
  const [typed, setTyped] = useState("");
  const fault = error instanceof ProblemError ? (error.of("/secret") ?? sentenceOf(error)) : undefined;
  return (
    <Group align="flex-end" gap="xs">
      <PasswordInput
        label="The next secret"
        description="Empty: the hub makes one."
        placeholder="One is made"
        miw={260}
        value={typed}
        error={fault}
        autoComplete="off"
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <Button variant="default" loading={isPending} onClick={() => onPrepare(typed.trim())}>
        Prepare
      </Button>
    </Group>
  );
}

/** What happens between the steps: some formats carry a signature by each secret. */
function overlapOf({ contract: name, custom_contract }: Webhook): string {
  const choice = chooseContract(name, custom_contract);
  const kind = "contract" in choice ? choice.contract.signature.kind : "digest";
  switch (kind) {
    case "standard":
    case "stripe":
      return "This contract carries a list of signatures. Once the next secret is prepared both sign, and for 24 hours after the change the old one goes on: a receiver that knows either of them takes every request.";
    case "none":
      return "This contract signs nothing, so its secret is not used. It is kept for a contract that signs.";
    default:
      return "This contract has room for one signature: the present secret signs until the change, the next one from then on. A receiver that knows both takes every request.";
  }
}
