import { Button, Group, Menu, Paper, Stack, Text, Title } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import type { Shape } from "../../../api/client.ts";
import { Empty } from "../../../parts/empty.tsx";
import { Failure } from "../../../parts/failure.tsx";
import { SavedByAnother } from "../drafts/saved-by-another.tsx";
import { Thresholds } from "../drafts/thresholds.tsx";
import { SubmitText } from "../submit/submit-text.tsx";
import { type DraftEvaluator, newEvaluator } from "./draft.ts";
import { EvaluatorCard } from "./evaluator-card.tsx";
import classes from "./evaluators.module.css";
import { KINDS, type Kind } from "./kinds.ts";
import { useSettings } from "./use-settings.ts";

/** The whole of a site's evaluators as a form. It is saved as a whole. */
export function SettingsForm({ settings }: { settings: Shape<"Moderation"> }) {
  const { draft, seenVersion, isChanged, isMoved, save, faults, change, discard, keep } = useSettings(settings);
  const { evaluators, thresholds } = draft;

  function changeOne(key: number, changes: Partial<DraftEvaluator>) {
    change({ evaluators: evaluators.map((one) => (one.key === key ? { ...one, ...changes } : one)) });
  }

  function add(kind: Kind) {
    const taken = evaluators.map(({ name }) => name);
    change({ evaluators: [...evaluators, newEvaluator(kind, taken)] });
  }

  return (
    <Stack gap="md">
      {evaluators.length === 0 && (
        <Paper withBorder>
          <Empty title="Nobody judges" text="Without an evaluator everything goes to a person. Add one below." />
        </Paper>
      )}
      {evaluators.map((evaluator, index) => (
        <EvaluatorCard
          key={evaluator.key}
          evaluator={evaluator}
          state={settings.state.find(({ name }) => name === evaluator.name)}
          path={`/evaluators/${index}`}
          faults={faults}
          onChange={(changes) => changeOne(evaluator.key, changes)}
          onRemove={() => change({ evaluators: evaluators.filter(({ key }) => key !== evaluator.key) })}
        />
      ))}
      <AddEvaluator onAdd={add} />
      <Paper withBorder p="md">
        <Thresholds
          text="How sure an evaluator has to be of a label. What is less sure is told, and is no reason. Without one it is the vendor's own opinion."
          thresholds={thresholds}
          onChange={(changed) => change({ thresholds: changed })}
          faults={faults}
        />
      </Paper>
      {save.error !== null && <Failure error={save.error} title="Nothing was saved" />}
      {isMoved && (
        <SavedByAnother
          what="these settings"
          version={settings.version}
          seenVersion={seenVersion}
          onTheirs={discard}
          onMine={keep}
        />
      )}
      <SaveBar isChanged={isChanged} isSaving={save.isPending} onSave={() => save.mutate()} onDiscard={discard} />
      <TryIt />
    </Stack>
  );
}

interface SaveBarProps {
  isChanged: boolean;
  isSaving: boolean;
  onSave: () => void;
  onDiscard: () => void;
}

function SaveBar({ isChanged, isSaving, onSave, onDiscard }: SaveBarProps) {
  return (
    <Group gap="xs" className={classes.bar}>
      <Button onClick={onSave} loading={isSaving} disabled={!isChanged}>
        Save
      </Button>
      <Button variant="default" onClick={onDiscard} disabled={!isChanged}>
        Discard changes
      </Button>
      <Text size="sm" c="dimmed">
        {isChanged ? "Not saved yet." : ""}
      </Text>
    </Group>
  );
}

function TryIt() {
  return (
    <Paper withBorder p="md" component="section" aria-label="Try it">
      <Title order={2} size="h5" mb="xs">
        Try it
      </Title>
      <SubmitText />
    </Paper>
  );
}

function AddEvaluator({ onAdd }: { onAdd: (kind: Kind) => void }) {
  return (
    <Menu position="bottom-start" width={320}>
      <Menu.Target>
        <Button variant="default" size="sm" leftSection={<IconPlus size={16} />} style={{ alignSelf: "flex-start" }}>
          Add an evaluator
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {KINDS.map(({ kind, label, text }) => (
          <Menu.Item key={kind} onClick={() => onAdd(kind)}>
            <Text size="sm" fw={600}>
              {label}
            </Text>
            <Text size="xs" c="dimmed">
              {text}
            </Text>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
