import { Anchor, Badge, Group, Skeleton, Stack, Text, TextInput, UnstyledButton } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api, body } from "../../api/client.ts";
import { useSite } from "../../api/site.ts";
import { Failure } from "../../parts/failure.tsx";
import { useFilters } from "../../parts/filters/use-filters.ts";
import { keepSite } from "../../parts/keep-site.ts";
import { PageTitle } from "../../parts/page-title.tsx";
import type { SourceWishes } from "./form/draft.ts";
import { SourceForm } from "./form/source-form.tsx";
import { PlatformIcon } from "./platform-icon.tsx";
import { type Platform, platformsQuery } from "./queries.ts";
import classes from "./sources.module.css";
import { keepTyped } from "./typed.ts";

/** First which platform, then what it needs. Setting the platform up comes when the source has an address. */
export function NewSource() {
  const { data: platforms, error } = useQuery(platformsQuery);
  const { values, set } = useFilters();
  const platform = platforms?.find(({ name }) => name === values.platform);
  if (error !== null) return <Failure error={error} title="The platforms could not be read" />;
  return (
    <>
      <PageTitle
        title={platform === undefined ? "New source" : `New source: ${platform.title}`}
        text={platform === undefined ? "Who is it that sends?" : "What is needed now. All of it can be changed later."}
      >
        {platform !== undefined && (
          <Anchor component="button" type="button" size="sm" onClick={() => set({ platform: undefined })}>
            Another platform
          </Anchor>
        )}
        <Anchor size="sm" renderRoot={(props) => <Link to="/sources" search={keepSite()} {...props} />}>
          All sources
        </Anchor>
      </PageTitle>
      {platforms === undefined && <Skeleton h={400} />}
      {platforms !== undefined && platform === undefined && (
        <Platforms platforms={platforms} onChoose={(name) => set({ platform: name })} />
      )}
      {platform !== undefined && <Create key={platform.name} platform={platform} />}
    </>
  );
}

function Platforms({ platforms, onChoose }: { platforms: readonly Platform[]; onChoose: (name: string) => void }) {
  const [wanted, setWanted] = useState("");
  const text = wanted.trim().toLowerCase();
  const found = platforms.filter(({ name, title, aliases }) =>
    [name, title, ...aliases].some((one) => one.toLowerCase().includes(text)),
  );
  return (
    <Stack>
      <TextInput
        aria-label="Find a platform"
        placeholder="Find a platform"
        leftSection={<IconSearch size={16} aria-hidden />}
        value={wanted}
        onChange={(event) => setWanted(event.currentTarget.value)}
        maw={320}
        data-autofocus
      />
      <ul className={classes.platforms} aria-label="Platforms">
        {found.map((platform) => (
          <li key={platform.name}>
            <UnstyledButton
              className={classes.row}
              w="100%"
              h="100%"
              display="block"
              onClick={() => onChoose(platform.name)}
            >
              <Group gap="sm" wrap="nowrap">
                <PlatformIcon platform={platform.name} size={24} />
                <div>
                  <Text fw={600}>{platform.title}</Text>
                  <Text size="xs" c="dimmed">
                    {howItComes(platform)}
                  </Text>
                </div>
              </Group>
            </UnstyledButton>
          </li>
        ))}
      </ul>
      {found.length === 0 && (
        <Text c="dimmed" size="sm">
          No platform of that name. A sender that signs with an HMAC in a header is “Generic HMAC”; many others send by
          “Standard Webhooks”.
        </Text>
      )}
    </Stack>
  );
}

function howItComes({ set_up, polling }: Platform): string {
  if (set_up.kind === "none") return "is asked";
  const sends = set_up.kind === "api" ? "sends; set up by API" : "sends; set up by hand";
  return polling === null ? sends : `${sends}; can be asked`;
}

function Create({ platform }: { platform: Platform }) {
  const site = useSite();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const create = useMutation({
    mutationFn: (wishes: SourceWishes) =>
      body(api.POST("/v1/sources", { params: { query: site }, body: { platform: platform.name, ...wishes } })),
    onSuccess: async ({ id }, wishes) => {
      keepTyped(queries, id, wishes);
      await queries.invalidateQueries({ queryKey: ["sources"] });
      await navigate({ to: "/sources/$id", params: { id }, search: keepSite({ tab: "set-up" }) });
    },
  });
  return (
    <Stack>
      {platform.status === "unconfirmed" && <Unconfirmed facts={platform.unconfirmed_facts} />}
      <SourceForm
        platform={platform}
        source={null}
        action="Make the source"
        onSave={create.mutate}
        isPending={create.isPending}
        error={create.error}
      />
    </Stack>
  );
}

/** What the code relies on and no text of the platform's says. */
function Unconfirmed({ facts }: { facts: readonly string[] }) {
  return (
    <details>
      <Text size="sm" component="summary" style={{ cursor: "pointer" }}>
        <Badge variant="light" color="yellow" tt="none" mr="xs">
          not confirmed
        </Badge>
        Something about this platform was not read in its own documents.
      </Text>
      <ul>
        {facts.map((fact) => (
          <Text key={fact} component="li" size="sm">
            {fact}
          </Text>
        ))}
      </ul>
    </details>
  );
}
