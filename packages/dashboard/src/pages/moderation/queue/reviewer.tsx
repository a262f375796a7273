import { Button, Group, Popover, TextInput } from "@mantine/core";
import { useDisclosure, useLocalStorage } from "@mantine/hooks";
import { IconUserEdit } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { sessionQuery } from "../../../api/session.ts";

const NAME_MAX = 100;

interface Reviewer {
  name: string;
  setName: (name: string) => void;
  /** Whether the key may do more than look. */
  mayDecide: boolean;
}

/** Who decides: several people may share a key, and each of them has a name. Without one it is the key's. */
export function useReviewer(): Reviewer {
  const { data: session } = useQuery(sessionQuery);
  const [own, setOwn] = useLocalStorage({
    key: "tabellary.reviewer",
    defaultValue: "",
    getInitialValueInEffect: false,
  });
  const name = own === "" ? (session?.name ?? "") : own;
  return { name, setName: setOwn, mayDecide: session?.scopes.includes("reviews:write") ?? true };
}

/** Says who reviews, and lets them say otherwise. */
export function ReviewerName() {
  const { name, setName } = useReviewer();
  const [isOpen, { toggle, close }] = useDisclosure();
  const [typed, setTyped] = useState(name);

  function submit(event: FormEvent) {
    event.preventDefault();
    setName(typed.trim().slice(0, NAME_MAX));
    close();
  }

  function open() {
    setTyped(name);
    toggle();
  }

  return (
    <Popover opened={isOpen} onChange={close} position="bottom-end" width={280} trapFocus withRoles={false}>
      <Popover.Target>
        <Button
          size="compact-sm"
          variant="subtle"
          color="gray"
          leftSection={<IconUserEdit size={16} />}
          aria-expanded={isOpen}
          onClick={open}
        >
          Reviewing as {name}
        </Button>
      </Popover.Target>
      <Popover.Dropdown role="dialog" aria-label="Who reviews">
        <form onSubmit={submit}>
          <TextInput
            label="Your name"
            description="Others see it at what you take and decide."
            value={typed}
            maxLength={NAME_MAX}
            onChange={(event) => setTyped(event.currentTarget.value)}
            data-autofocus
          />
          <Group justify="flex-end" mt="xs">
            <Button type="submit" size="xs">
              Keep
            </Button>
          </Group>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
