import { ActionIcon, Menu } from "@mantine/core";
import { IconBook2, IconLogout, IconUser } from "@tabler/icons-react";
import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api } from "../api/client.ts";
import { sessionQuery } from "../api/session.ts";

/** Whose key it is, and the way out. */
export function Account() {
  const { data: session } = useSuspenseQuery(sessionQuery);
  const queries = useQueryClient();
  const navigate = useNavigate();

  async function signOut() {
    await api.DELETE("/v1/session");
    queries.clear();
    await navigate({ to: "/sign-in", search: {} });
  }

  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label="Account">
          <IconUser size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {session?.kind === "admin" ? "Administrator" : "Site key"} · {session?.name}
        </Menu.Label>
        <Menu.Item leftSection={<IconBook2 size={16} />} component="a" href="/docs">
          API documentation
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={signOut}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
