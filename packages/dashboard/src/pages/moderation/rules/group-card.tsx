import { Badge, Button, Group, Paper, Stack, Switch, Text, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Link } from "@tanstack/react-router";
import { Confirm } from "../../../parts/confirm.tsx";
import { keepSite } from "../../../parts/keep-site.ts";
import { sayDone, sayFailed } from "../../../parts/said.ts";
import { documentOf, type RuleGroup } from "./group/draft.ts";
import { RuleLine } from "./rule-line.tsx";
import { useChangeGroup } from "./use-change-group.ts";
import { modeSentence } from "./words.ts";

/** A group with its rules, in the order in which they are asked. Each can be switched off and on. */
export function GroupCard({ group }: { group: RuleGroup }) {
  const change = useChangeGroup(group);
  const [isDeleting, { open, close }] = useDisclosure();
  const rules = group.rules.toSorted((a, b) => a.priority - b.priority);

  /** One change at a time. Its switches are not disabled meanwhile: they would lose the focus of who came by keyboard. */
  function write(changed: RuleGroup, done: string) {
    if (change.isPending) return;
    change.mutate(documentOf(changed), {
      onSuccess: () => sayDone(done),
      onError: (error) => sayFailed("It was not changed", error),
    });
  }

  function turnRule(id: string, active: boolean) {
    const changed = group.rules.map((rule) => (rule.id === id ? { ...rule, active } : rule));
    write({ ...group, rules: changed }, active ? "The rule is on." : "The rule is off.");
  }

  function turn(active: boolean) {
    write({ ...group, active }, active ? "The group is on: it decides." : "The group is off.");
  }

  function ask() {
    change.reset();
    open();
  }

  return (
    <Paper withBorder p="md" component="article" aria-label={group.name}>
      <Stack gap="xs">
        <Head group={group} isBusy={change.isPending} onTurn={turn} onDelete={ask} />
        <Thresholds thresholds={group.thresholds} />
        <div>
          {rules.map((rule) => (
            <RuleLine key={rule.id} rule={rule}>
              <Switch
                size="sm"
                aria-label={`${rule.name} is on`}
                checked={rule.active}
                aria-disabled={change.isPending}
                onChange={({ currentTarget: { checked } }) => turnRule(rule.id, checked)}
              />
            </RuleLine>
          ))}
          {rules.length === 0 && (
            <Text size="sm" c="dimmed">
              It has no rules.
            </Text>
          )}
        </div>
      </Stack>
      <Confirm
        isOpen={isDeleting}
        onClose={close}
        title={`Delete ${group.name}?`}
        action="Delete"
        isPending={change.isPending}
        error={change.error}
        onConfirm={() => change.mutate(null, { onSuccess: () => sayDone(`${group.name} is deleted.`) })}
      >
        Its rules decide nothing from then on. What has been decided stays. Without a group that is on, the built-in one
        decides.
      </Confirm>
    </Paper>
  );
}

interface HeadProps {
  group: RuleGroup;
  isBusy: boolean;
  onTurn: (active: boolean) => void;
  onDelete: () => void;
}

function Head({ group, isBusy, onTurn, onDelete }: HeadProps) {
  const { id, name, version, active, description } = group;
  return (
    <Group justify="space-between" align="flex-start" gap="xs">
      <div>
        <Group gap={8}>
          <Title order={2} size="h4">
            {name}
          </Title>
          <Text size="xs" c="dimmed">
            version {version}
          </Text>
          {!active && <Badge variant="default">off</Badge>}
        </Group>
        <Text size="sm" c="dimmed">
          {modeSentence(group)} {description}
        </Text>
      </div>
      <Group gap="xs">
        <Switch
          label="On"
          aria-label={`${name} is on`}
          checked={active}
          aria-disabled={isBusy}
          onChange={({ currentTarget }) => onTurn(currentTarget.checked)}
        />
        <Button
          size="xs"
          variant="default"
          aria-label={`Edit ${name}`}
          renderRoot={(props) => <Link to="/moderation/rules/$id" params={{ id }} search={keepSite()} {...props} />}
        >
          Edit
        </Button>
        <Button size="xs" variant="default" aria-label={`Delete ${name}`} onClick={onDelete}>
          Delete
        </Button>
      </Group>
    </Group>
  );
}

function Thresholds({ thresholds }: { thresholds: RuleGroup["thresholds"] }) {
  const entries = Object.entries(thresholds);
  if (entries.length === 0) return null;
  const words = entries.map(([label, confidence]) => `${label} from ${confidence} on`).join(", ");
  return <Text size="sm">Counts only: {words}.</Text>;
}
