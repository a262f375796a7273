import { Badge } from "@mantine/core";
import type { Standing } from "./standing.ts";

const COLOURS = { good: "teal", bad: "orange", idle: "gray" } as const;

export function StandingBadge({ standing: { word, tone } }: { standing: Standing }) {
  return (
    <Badge variant="light" color={COLOURS[tone]} tt="none" style={{ flexShrink: 0 }}>
      {word}
    </Badge>
  );
}
