import { Alert, Button, Group, Stack } from "@mantine/core";
import { useState } from "react";
import { ProblemError } from "../../../../api/problem.ts";
import { Confirm } from "../../../../parts/confirm.tsx";
import { Failure } from "../../../../parts/failure.tsx";
import { Frame } from "../../frame.tsx";
import { TrialPanel } from "../trial/trial-panel.tsx";
import { useTrial } from "../trial/use-trial.ts";
import { type Draft, documentOf, type GroupDocument, type RuleGroup, toDocument } from "./draft.ts";
import { GroupFields } from "./group-fields.tsx";
import { RuleList } from "./rule-list.tsx";
import { useSaveGroup } from "./use-save-group.ts";

interface GroupEditorProps {
  /** As the hub has it; null for a new one. */
  group: RuleGroup | null;
  /** The site's others, which are asked as well when it is tried. */
  others: readonly RuleGroup[];
  begin: () => Draft;
}

/** A rule group as a form. What it would have made of past items is shown before it decides anything. */
export function GroupEditor({ group, others, begin }: GroupEditorProps) {
  const [draft, setDraft] = useState(begin);
  const [openedVersion] = useState(group?.version);
  const [isHasty, setHasty] = useState(false);
  const trial = useTrial();
  const save = useSaveGroup(group?.id ?? null);
  const written = toDocument(draft);
  const unreadable = written.ok ? null : faulty(written.faults);
  const error = unreadable ?? save.error ?? trial.error;
  const isTried = written.ok && trial.isOf(all(written.group));

  /** As the site would have them: the others, and this one in its place. */
  function all(document: GroupDocument): GroupDocument[] {
    return [...others.map(documentOf), document];
  }

  function change(changes: Partial<Draft>) {
    setDraft((before) => ({ ...before, ...changes }));
    save.reset();
  }

  function tryIt() {
    setHasty(false);
    if (written.ok) trial.start(all(written.group));
  }

  function saveIt() {
    setHasty(false);
    if (written.ok) save.mutate(written.group);
  }

  return (
    <Frame
      title={group === null ? "New rule group" : `Edit ${group.name}`}
      text="Nothing decides anew until it is saved; what has been decided stays."
    >
      <Stack gap="md">
        {group !== null && group.version !== openedVersion && (
          <Alert color="orange" title="Somebody else has saved this group">
            Version {group.version} is not what you began from. Saving writes over it.
          </Alert>
        )}
        <GroupFields draft={draft} onChange={change} faults={faultsOf(error)} />
        <RuleList draft={draft} onChange={(rules) => change({ rules })} faults={faultsOf(error)} />
        {error !== null && <Failure error={error} title="The group has faults" />}
        <Group gap="xs">
          <Button
            variant={isTried ? "default" : "filled"}
            onClick={tryIt}
            loading={trial.isPending}
            disabled={!written.ok}
          >
            Try on past items
          </Button>
          <Button
            variant={isTried ? "filled" : "default"}
            onClick={() => (isTried ? saveIt() : setHasty(true))}
            loading={save.isPending}
            disabled={!written.ok}
          >
            Save
          </Button>
        </Group>
        {trial.result !== null && <TrialPanel trial={trial} isOld={!isTried} />}
      </Stack>
      <Confirm
        isOpen={isHasty}
        onClose={() => setHasty(false)}
        title="Save without trying?"
        action="Save all the same"
        color="orange"
        onConfirm={saveIt}
        isPending={save.isPending}
      >
        This group, as it is now, was not tried on past items. It decides what comes in as soon as it is saved.
      </Confirm>
    </Frame>
  );
}

/** Told as the hub tells its own. */
function faulty(faults: ProblemError["faults"]): ProblemError {
  return new ProblemError({ status: 422, code: "invalid_request", detail: "The group cannot be read.", faults });
}

/** What is wrong at which place of the group; a trial's faults begin at the list of all groups. */
function faultsOf(error: unknown): ProblemError["faults"] {
  if (!(error instanceof ProblemError)) return [];
  return error.faults.map(({ path, message }) => ({ path: path.replace(/^\/rule_groups\/\d+/, ""), message }));
}
