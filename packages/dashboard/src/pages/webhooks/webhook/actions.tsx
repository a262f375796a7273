import { ActionIcon, Button, Menu, Text } from "@mantine/core";
import { IconDots, IconSend, IconTrash } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../../api/client.ts";
import { useSite } from "../../../api/site.ts";
import type { Webhook } from "../../../api/webhooks.ts";
import { Confirm } from "../../../parts/confirm.tsx";
import { keepSite } from "../../../parts/keep-site.ts";
import { sayDone } from "../../../parts/said.ts";
import { OnOff } from "../on-off.tsx";
import { refresh } from "../refresh.ts";
import type { TestSend } from "./use-test.ts";

/** What can be done with a webhook as a whole. */
export function Actions({ webhook, test }: { webhook: Webhook; test: TestSend }) {
  const [isDeleting, setIsDeleting] = useState(false);
  return (
    <>
      <OnOff webhook={webhook} label={webhook.active ? "On" : "Off"} />
      <Button
        variant="default"
        leftSection={<IconSend size={16} aria-hidden />}
        loading={test.isUnderWay}
        onClick={test.send}
      >
        Send a test
      </Button>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size={36} aria-label="More">
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconTrash size={16} />} color="red" onClick={() => setIsDeleting(true)}>
            Delete
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Delete webhook={webhook} isOpen={isDeleting} onClose={() => setIsDeleting(false)} />
    </>
  );
}

function Delete({ webhook, isOpen, onClose }: { webhook: Webhook; isOpen: boolean; onClose: () => void }) {
  const { id, url } = webhook;
  const query = useSite();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const remove = useMutation({
    mutationFn: () => api.DELETE("/v1/webhooks/{id}", { params: { path: { id }, query } }),
    onSuccess: async () => {
      sayDone("The webhook was deleted.");
      await navigate({ to: "/webhooks", search: keepSite() });
      await refresh(queries);
    },
  });
  return (
    <Confirm
      isOpen={isOpen}
      onClose={onClose}
      title="Delete this webhook?"
      action="Delete"
      onConfirm={remove.mutate}
      isPending={remove.isPending}
      error={remove.error}
    >
      <Text size="sm" mb="xs" style={{ overflowWrap: "anywhere" }}>
        {url} gets nothing any more. What it is still owed ends as cancelled, and its secret is gone. What was delivered
        stays in the log.
      </Text>
      <Text size="sm">To stop for a while, switch it off instead: what is owed then waits.</Text>
    </Confirm>
  );
}
