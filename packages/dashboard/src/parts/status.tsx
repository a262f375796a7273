import { Badge } from "@mantine/core";

/** What each state of the API looks like. Never by colour alone: the word is always there. */
const COLOURS: Record<string, string> = {
  success: "teal",
  healthy: "teal",
  approved: "teal",
  applied: "teal",
  completed: "teal",
  accepted: "teal",
  active: "teal",
  pending: "blue",
  processing: "blue",
  queued: "blue",
  requested: "blue",
  held: "yellow",
  cancelling: "yellow",
  flagged: "yellow",
  escalated: "orange",
  failing: "orange",
  failed: "red",
  rejected: "red",
};

/** A state as a badge; unknown ones are grey. */
export function Status({ value, size = "sm" }: { value: string; size?: "xs" | "sm" | "md" }) {
  return (
    <Badge variant="light" color={COLOURS[value] ?? "gray"} size={size} tt="none" style={{ flexShrink: 0 }}>
      {value.replaceAll("_", " ")}
    </Badge>
  );
}
