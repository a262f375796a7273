import { Badge, Button, Collapse, Group, Paper, Switch, Text, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { Shape } from "../../../api/client.ts";
import type { Fault } from "../../../api/problem.ts";
import { faultAt } from "../drafts/fault-at.ts";
import type { DraftEvaluator } from "./draft.ts";
import { EvaluatorFields } from "./evaluator-fields.tsx";
import { kindLabel } from "./kinds.ts";

type State = Shape<"Moderation">["state"][number];

interface EvaluatorCardProps {
  evaluator: DraftEvaluator;
  /** How it does; undefined for one that is off, or not saved yet. */
  state: State | undefined;
  /** Where it is in the settings: a JSON pointer. */
  path: string;
  faults: readonly Fault[];
  onChange: (changes: Partial<DraftEvaluator>) => void;
  onRemove: () => void;
}

/** One evaluator: how it does, and what it is told, once somebody wants to see that. */
export function EvaluatorCard({ evaluator, state, path, faults, onChange, onRemove }: EvaluatorCardProps) {
  const { name, kind, active, advisory, isNew } = evaluator;
  const hasFault = faultAt(faults, path) !== undefined;
  const [isOpened, { toggle }] = useDisclosure(isNew);
  const isOpen = isOpened || hasFault;
  const turn = isOpen ? "Close" : "Set up";
  return (
    <Paper withBorder p="md" component="article" aria-label={name}>
      <Group justify="space-between" gap="xs">
        <div>
          <Group gap={8}>
            <Title order={2} size="h5">
              {name}
            </Title>
            <Text size="sm" c="dimmed">
              {kindLabel(kind)}
            </Text>
            {advisory && <Badge variant="default">advisory</Badge>}
          </Group>
          {state === undefined ? <Unasked isNew={isNew} /> : <Standing state={state} />}
        </div>
        <Group gap="xs">
          <Switch
            label="On"
            aria-label={`${name} is on`}
            checked={active}
            onChange={({ currentTarget: { checked } }) => onChange({ active: checked })}
          />
          <Button size="xs" variant="default" onClick={toggle} aria-expanded={isOpen} aria-label={`${turn} ${name}`}>
            {turn}
          </Button>
          <Button size="xs" variant="default" onClick={onRemove} aria-label={`Remove ${name}`}>
            Remove
          </Button>
        </Group>
      </Group>
      <Collapse expanded={isOpen}>
        <EvaluatorFields evaluator={evaluator} path={path} faults={faults} onChange={onChange} />
      </Collapse>
    </Paper>
  );
}

const BREAKERS: Readonly<Record<State["breaker"], string>> = {
  closed: "answers",
  open: "failed again and again, and is left alone for a while",
  half_open: "failed again and again, and is being tried",
};

function Unasked({ isNew }: { isNew: boolean }) {
  return (
    <Text size="sm" c="dimmed">
      {isNew ? "Not saved yet" : "Off: it is not asked"}
    </Text>
  );
}

function Standing({ state: { breaker, waiting, attempts, requests } }: { state: State }) {
  const billed = requests === 0 ? "" : `, ${requests} of them billed or counted`;
  return (
    <Group gap={6}>
      {breaker !== "closed" && (
        <Badge variant="light" color="orange" tt="none">
          {breaker === "open" ? "left alone" : "tried again"}
        </Badge>
      )}
      <Text size="sm" c="dimmed">
        {attempts === 0
          ? "Not asked yet since this node started"
          : `It ${BREAKERS[breaker]}: ${attempts} attempts${billed}`}
        {waiting > 0 && `; ${waiting} items wait for it`}
      </Text>
    </Group>
  );
}
