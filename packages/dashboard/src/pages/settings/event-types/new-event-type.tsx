import { Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { api, body } from "../../../api/client.ts";
import { useSite } from "../../../api/site.ts";
import { Failure } from "../../../parts/failure.tsx";
import { keepSite } from "../../../parts/keep-site.ts";

/** Its name and what it means; the schema comes on its own page. */
export function NewEventType({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const query = useSite();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [name, setName] = useState("");
  const [description, setDescription] = useState("");
  const register = useMutation({
    mutationFn: () => {
      const wishes = { description: description.trim() === "" ? null : description.trim() };
      return body(api.PUT("/v1/event-types/{name}", { params: { path: { name: name.trim() }, query }, body: wishes }));
    },
    onSuccess: async (made) => {
      await queries.invalidateQueries({ queryKey: ["event-types"] });
      await navigate({ to: "/settings/event-types/$name", params: { name: made.name }, search: keepSite() });
    },
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    register.mutate();
  }

  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title="New event type"
      centered
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <form onSubmit={submit}>
        <Stack>
          <TextInput
            label="Name"
            description="As events have it in type: A-Z, a-z, 0-9, dot, hyphen, underscore."
            placeholder="order.paid"
            required
            data-autofocus
            pattern="[A-Za-z0-9._\-]{1,128}"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <TextInput
            label="Description"
            description="What it tells."
            value={description}
            maxLength={1024}
            onChange={(event) => setDescription(event.currentTarget.value)}
          />
          {register.error !== null && <Failure error={register.error} title="It was not registered" />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={register.isPending} disabled={name.trim() === ""}>
              Register
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
