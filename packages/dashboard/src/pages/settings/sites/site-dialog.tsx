import { Button, Group, Modal, Select, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api, body } from "../../../api/client.ts";
import { ProblemError } from "../../../api/problem.ts";
import { Failure } from "../../../parts/failure.tsx";
import { sayDone } from "../../../parts/said.ts";
import { type SiteRow, siteContractsQuery } from "./queries.ts";

const USUAL = "generic";

/** A new site, or what is said of one. */
export function SiteDialog({ site, onClose }: { site: SiteRow | null; onClose: () => void }) {
  const { data: contracts } = useQuery(siteContractsQuery);
  const [name, setName] = useState(site?.name ?? "");
  const [description, setDescription] = useState(site?.description ?? "");
  const [contract, setContract] = useState<string>(site?.contract ?? USUAL);
  const chosen = contracts?.find((one) => one.name === contract);
  const save = useSave(site, onClose);
  const fault = (path: string) => (save.error instanceof ProblemError ? save.error.of(path) : undefined);

  function submit(event: FormEvent) {
    event.preventDefault();
    const said = description.trim();
    save.mutate({ name: name.trim(), description: said === "" ? null : said, contract: contract as never });
  }

  return (
    <Modal
      opened
      onClose={onClose}
      title={site === null ? "New site" : `Change ${site.name}`}
      centered
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <form onSubmit={submit}>
        <Stack>
          <TextInput
            label="Name"
            description="Unique among the sites."
            required
            maxLength={128}
            data-autofocus
            value={name}
            error={fault("/name")}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <TextInput
            label="Description"
            maxLength={1024}
            value={description}
            onChange={(event) => setDescription(event.currentTarget.value)}
          />
          <Select
            label="Contract"
            description="The format of webhooks that name none. A change holds for webhooks that are made from then on."
            data={(contracts ?? []).map((one) => ({ value: one.name, label: one.title }))}
            value={contract}
            allowDeselect={false}
            error={fault("/contract")}
            onChange={(value) => value !== null && setContract(value)}
          />
          {chosen !== undefined && (
            <Text size="sm" c="dimmed">
              {chosen.description}
            </Text>
          )}
          {save.error !== null && <Failure error={save.error} title="It was not saved" />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={save.isPending} disabled={name.trim() === ""}>
              {site === null ? "Make the site" : "Save"}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function useSave(site: SiteRow | null, onDone: () => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (wishes: Pick<SiteRow, "name" | "description"> & { contract: never }) => {
      if (site === null) return body(api.POST("/v1/sites", { body: wishes }));
      return body(api.PATCH("/v1/sites/{id}", { params: { path: { id: site.id } }, body: wishes }));
    },
    onSuccess: async (made) => {
      sayDone(site === null ? `The site ${made.name} is there.` : "Saved.");
      await queries.invalidateQueries({ queryKey: ["sites"] });
      onDone();
    },
  });
}
