import { Button, Group, Paper, Text, Title } from "@mantine/core";
import { useId } from "@mantine/hooks";
import { useState } from "react";
import { ChartTable } from "./chart-table.tsx";
import { Drawing } from "./drawing.tsx";
import classes from "./time-chart.module.css";

export interface ChartSeries<Key extends string> {
  name: Key;
  label: string;
  /** Of Mantine: `teal.6`. */
  color: string;
}

/** Values at one time; null where nobody was there to measure. */
export type ChartPoint<Key extends string> = { at: string } & Record<Key, number | null>;

export interface TimeChartProps<Key extends string> {
  title: string;
  /** The chart in a sentence, for who does not see it and who has no time. */
  summary: string;
  points: readonly ChartPoint<Key>[];
  series: readonly ChartSeries<Key>[];
  /** How a value is written: `850 ms`. */
  format: (value: number) => string;
  /** What the scale ends at; left out, what fits. */
  max?: number;
  height?: number;
}

/** Lines over time, with what they say as a sentence and, when asked for, as a table. */
export function TimeChart<Key extends string>(props: TimeChartProps<Key>) {
  const { title, summary, height = 190 } = props;
  const [isTable, setIsTable] = useState(false);
  const id = useId();
  return (
    <Paper withBorder p="md" component="section" aria-labelledby={id} className={classes.frame}>
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Title order={2} size="h5" id={id}>
          {title}
        </Title>
        <Button
          size="compact-xs"
          variant="subtle"
          color="gray"
          aria-pressed={isTable}
          aria-label={`${title} as a table`}
          onClick={() => setIsTable(!isTable)}
        >
          Table
        </Button>
      </Group>
      <Text size="xs" c="dimmed" mb="xs">
        {summary}
      </Text>
      {isTable ? (
        <ChartTable {...props} height={height} />
      ) : (
        <div role="img" aria-label={`${title}: ${summary}`} style={{ height }}>
          <Drawing {...(props as TimeChartProps<string>)} height={height} />
        </div>
      )}
    </Paper>
  );
}
