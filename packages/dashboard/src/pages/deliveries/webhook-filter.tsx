import { Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { queryOptions, skipToken, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, body } from "../../api/client.ts";
import { keepPreviousOf } from "../../api/keep-previous.ts";
import { useSite } from "../../api/site.ts";
import { webhookNamedQuery } from "../../api/webhooks.ts";
import { useFilters } from "../../parts/filters/use-filters.ts";
import { nameOf } from "../../parts/webhook-name.tsx";

/** So many are offered; more are found by a word of theirs. */
const OFFERED = 50;
/** A keystroke is followed by another one within this time. */
const TYPING_MS = 250;

type Site = ReturnType<typeof useSite>;

const offeredQuery = (site: Site, words: string) =>
  queryOptions({
    queryKey: ["webhooks", site, "offered", words],
    staleTime: 30_000,
    placeholderData: keepPreviousOf(site),
    queryFn: ({ signal }) => {
      const query = { ...site, limit: OFFERED, ...(words !== "" && { q: words }) };
      return body(api.GET("/v1/webhooks", { params: { query }, signal }));
    },
  });

/** A field for one webhook of the site, or any: the hub finds it, by words of its address, description or events. */
export function WebhookFilter() {
  const { values, set } = useFilters();
  const site = useSite();
  const chosen = values.webhook;
  const { data: named } = useQuery({
    ...webhookNamedQuery(site, chosen ?? ""),
    ...(chosen === undefined && { queryFn: skipToken }),
  });
  const chosenName = chosen === undefined ? "" : named ? nameOf(named) : chosen;
  const [typed, setTyped] = useState("");
  const [words] = useDebouncedValue(typed === chosenName ? "" : typed.trim(), TYPING_MS);
  const { data: offered } = useQuery(offeredQuery(site, words));
  const choices = new Map(offered?.webhooks.map((webhook) => [webhook.id, nameOf(webhook)]));
  if (chosen !== undefined) choices.set(chosen, chosenName);
  return (
    <Select
      size="xs"
      label="Webhook"
      w={200}
      data={Array.from(choices, ([value, label]) => ({ value, label }))}
      // What the hub has found is what there is to choose.
      filter={({ options }) => options}
      value={chosen ?? null}
      placeholder="Any webhook"
      clearable
      clearButtonProps={{ "aria-label": "Clear Webhook" }}
      searchable
      onSearchChange={setTyped}
      nothingFoundMessage="Nothing by that name"
      comboboxProps={{ position: "bottom-start", width: "max-content" }}
      onChange={(value) => set({ webhook: value ?? undefined })}
    />
  );
}
