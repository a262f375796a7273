import { Button, Group, Modal, Radio, Select, Stack, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api, body } from "../../../api/client.ts";
import { useSite } from "../../../api/site.ts";
import { Failure } from "../../../parts/failure.tsx";
import { siteNamesQuery } from "../sites/queries.ts";
import type { MadeKey, Scope } from "./queries.ts";
import { ScopeChoice } from "./scope-choice.tsx";
import { PURPOSES } from "./scopes.ts";
import { Token } from "./token.tsx";

const DEFAULT_SITE = "default";

/** What a key is for, then its token, once. */
export function NewKey({ onClose }: { onClose: () => void }) {
  const queries = useQueryClient();
  const [made, setMade] = useState<MadeKey | null>(null);
  const isDone = made !== null;
  async function taken(key: MadeKey) {
    setMade(key);
    await queries.invalidateQueries({ queryKey: ["keys"] });
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={isDone ? "The key is made" : "New key"}
      size="lg"
      centered
      closeOnClickOutside={!isDone}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {isDone ? <Token made={made} onClose={onClose} /> : <KeyForm onMade={taken} onClose={onClose} />}
    </Modal>
  );
}

function KeyForm({ onMade, onClose }: { onMade: (key: MadeKey) => void; onClose: () => void }) {
  const { data: names } = useQuery(siteNamesQuery);
  const { site_id: lookedAt } = useSite();
  const [name, setName] = useState("");
  const [kind, setKind] = useState<"site" | "admin">("site");
  const [chosen, setChosen] = useState<string | null>(null);
  const [scopes, setScopes] = useState<readonly Scope[]>(PURPOSES[0]!.scopes);
  const sites = [...(names ?? [])].map(([value, label]) => ({ value, label }));
  const site = chosen ?? lookedAt ?? sites.find(({ label }) => label === DEFAULT_SITE)?.value ?? null;
  const make = useMutation({
    mutationFn: () => {
      const named = { name: name.trim() };
      const ofSite = { ...named, scopes: [...scopes], ...(site !== null && { site_id: site }) };
      return body(api.POST("/v1/keys", { body: kind === "admin" ? { ...named, admin: true } : ofSite }));
    },
    onSuccess: onMade,
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    make.mutate();
  }

  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput
          label="Name"
          description="Who or what uses it."
          placeholder="the shop's server"
          required
          maxLength={128}
          data-autofocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Radio.Group label="For" value={kind} onChange={(value) => setKind(value as typeof kind)}>
          <Group mt="xs">
            <Radio value="site" label="one site" />
            <Radio value="admin" label="the whole hub: everything on every site" />
          </Group>
        </Radio.Group>
        {kind === "site" && (
          <Select
            label="Site"
            data={sites}
            value={site}
            allowDeselect={false}
            searchable={sites.length > 8}
            onChange={setChosen}
          />
        )}
        {kind === "site" && <ScopeChoice scopes={scopes} onChange={setScopes} />}
        {make.error !== null && <Failure error={make.error} title="It was not made" />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            loading={make.isPending}
            disabled={name.trim() === "" || (kind === "site" && scopes.length === 0)}
          >
            Make the key
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
