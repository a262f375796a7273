import { Button, Group, Switch, Text } from "@mantine/core";
import { IconPlayerPause, IconPlayerPlay } from "@tabler/icons-react";
import classes from "./live-switch.module.css";
import type { LiveRows } from "./use-live-rows.ts";
import type { StreamState } from "./use-stream.ts";

interface LiveSwitchProps {
  isOn: boolean;
  onSwitch: (isOn: boolean) => void;
  state: StreamState;
  live: Pick<LiveRows<unknown>, "isPaused" | "waiting" | "setPaused">;
}

const SAID: Record<StreamState, string> = {
  off: "",
  connecting: "connecting …",
  live: "following",
  away: "connection lost, trying again …",
};

/** Whether what comes in is shown as it comes. */
export function LiveSwitch({ isOn, onSwitch, state, live }: LiveSwitchProps) {
  const { isPaused, waiting, setPaused } = live;
  return (
    <Group gap="sm">
      {isOn && (
        <Group gap={6} role="status" wrap="nowrap">
          <span className={classes.dot} data-state={isPaused ? "paused" : state} aria-hidden />
          <Text size="xs" c="dimmed" className={classes.said}>
            {isPaused ? `paused${waiting > 0 ? `, ${waiting} new` : ""}` : SAID[state]}
          </Text>
        </Group>
      )}
      {isOn && (
        <Button
          size="compact-xs"
          variant="default"
          leftSection={isPaused ? <IconPlayerPlay size={13} /> : <IconPlayerPause size={13} />}
          onClick={() => setPaused(!isPaused)}
        >
          {isPaused ? "Go on" : "Pause"}
        </Button>
      )}
      <Switch size="sm" label="Live" checked={isOn} onChange={(event) => onSwitch(event.currentTarget.checked)} />
    </Group>
  );
}
