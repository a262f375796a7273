import { ActionIcon, Button, Menu } from "@mantine/core";
import {
  IconDots,
  IconPlayerPause,
  IconPlayerPlay,
  IconRefresh,
  IconRotate,
  IconSend,
  IconTrash,
} from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, body } from "../../api/client.ts";
import { useSite } from "../../api/site.ts";
import { sayDone, sayFailed } from "../../parts/said.ts";
import { DeleteSource } from "./delete-source.tsx";
import type { Platform, Source } from "./queries.ts";
import { refresh } from "./refresh.ts";
import { RotateAddress } from "./rotate-address.tsx";
import type { Tested } from "./test-result.tsx";

interface ActionsProps {
  source: Source;
  platform: Platform;
  onTested: (tested: Tested | null) => void;
}

/** What can be done with a source as a whole. */
export function Actions({ source, platform, onTested }: ActionsProps) {
  const [open, setOpen] = useState<"rotate" | "delete" | null>(null);
  const close = () => setOpen(null);
  return (
    <>
      {source.poll !== null && <AskNow source={source} platform={platform} />}
      <SendSample source={source} onTested={onTested} />
      <Switch source={source} />
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size={36} aria-label="More">
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconRotate size={16} />} onClick={() => setOpen("rotate")}>
            Change the address
          </Menu.Item>
          <Menu.Item leftSection={<IconTrash size={16} />} color="red" onClick={() => setOpen("delete")}>
            Delete
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <RotateAddress source={source} isOpen={open === "rotate"} onClose={close} />
      <DeleteSource source={source} isOpen={open === "delete"} onClose={close} />
    </>
  );
}

function SendSample({ source: { id }, onTested }: Pick<ActionsProps, "source" | "onTested">) {
  const query = useSite();
  const queries = useQueryClient();
  const send = useMutation({
    mutationFn: () => body(api.POST("/v1/sources/{id}/test", { params: { path: { id }, query } })),
    onMutate: () => onTested(null),
    onSuccess: async (tested) => {
      onTested(tested);
      await refresh(queries);
    },
    onError: (error) => sayFailed("There is no sample", error),
  });
  return (
    <Button
      variant="default"
      leftSection={<IconSend size={16} aria-hidden />}
      loading={send.isPending}
      onClick={() => send.mutate()}
    >
      Send a sample
    </Button>
  );
}

function AskNow({ source: { id, active }, platform }: Pick<ActionsProps, "source" | "platform">) {
  const query = useSite();
  const queries = useQueryClient();
  const ask = useMutation({
    mutationFn: () => body(api.POST("/v1/sources/{id}/poll", { params: { path: { id }, query } })),
    onSuccess: ({ messages, event_ids, duplicates }) =>
      sayDone(`${messages} items came: ${event_ids.length} new events, ${duplicates} were known.`),
    onError: (error) => sayFailed(`${platform.title} could not be asked`, error),
    onSettled: () => refresh(queries),
  });
  return (
    <Button
      variant="default"
      leftSection={<IconRefresh size={16} aria-hidden />}
      loading={ask.isPending}
      disabled={!active}
      onClick={() => ask.mutate()}
    >
      Ask now
    </Button>
  );
}

function Switch({ source: { id, active } }: { source: Source }) {
  const query = useSite();
  const queries = useQueryClient();
  const turn = useMutation({
    mutationFn: () =>
      body(api.PATCH("/v1/sources/{id}", { params: { path: { id }, query }, body: { active: !active } })),
    onSuccess: () => sayDone(active ? "Paused. What comes is answered and dropped." : "It goes on."),
    onError: (error) => sayFailed("It could not be switched", error),
    onSettled: () => refresh(queries),
  });
  return (
    <Button
      variant="default"
      leftSection={active ? <IconPlayerPause size={16} aria-hidden /> : <IconPlayerPlay size={16} aria-hidden />}
      loading={turn.isPending}
      onClick={() => turn.mutate()}
    >
      {active ? "Pause" : "Resume"}
    </Button>
  );
}
