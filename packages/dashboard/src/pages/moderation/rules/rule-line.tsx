import { Badge, Group, Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { Shape } from "../../../api/client.ts";
import type { Json } from "./condition/condition-form.ts";
import { inWords } from "./condition/condition-words.ts";
import classes from "./rule-line.module.css";
import { ACTION_COLOURS } from "./words.ts";

type Rule = Pick<Shape<"Rule">, "name" | "action"> & {
  condition: unknown;
  type?: Shape<"Rule">["type"];
  version?: number;
};

/** A rule in a line: what it is hit by, and what follows. Beside it, as children, what can be done with it. */
export function RuleLine({ rule, children }: { rule: Rule; children?: ReactNode }) {
  const { name, action, condition, type = "prohibition", version } = rule;
  return (
    <div className={classes.rule}>
      <div className={classes.words}>
        <Text size="sm">
          <b>{name}</b>{" "}
          {version !== undefined && (
            <Text span size="xs" c="dimmed">
              version {version}
            </Text>
          )}
        </Text>
        <Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
          {type === "prohibition" ? "when there is " : "unless there is "}
          {inWords(condition as Json)}
        </Text>
      </div>
      <Group gap="xs" wrap="nowrap" className={classes.beside}>
        <Badge variant="light" color={ACTION_COLOURS[action]} tt="none" className={classes.beside}>
          {action}
        </Badge>
        {children}
      </Group>
    </div>
  );
}
