import { Button, Group, Stack } from "@mantine/core";
import { useState } from "react";
import { ProblemError } from "../../../../api/problem.ts";
import { Confirm } from "../../../../parts/confirm.tsx";
import { Failure } from "../../../../parts/failure.tsx";
import { Frame } from "../../frame.tsx";
import { TrialPanel } from "../trial/trial-panel.tsx";
import { useTrial } from "../trial/use-trial.ts";
import { type Draft, documentOf, type GroupDocument, type RuleGroup, toDocument } from "./draft.ts";
import { GroupFields } from "./group-fields.tsx";
import { Meanwhile } from "./meanwhile.tsx";
import { RuleList } from "./rule-list.tsx";
import { useSaveGroup } from "./use-save-group.ts";

interface GroupEditorProps {
  /** What the person has opened; null for a new one. */
  opened: RuleGroup | null;
  /** As the hub has it now; null for a new one, and for one that somebody else has deleted. */
  group: RuleGroup | null;
  /** All of the site, which are asked as well when it is tried. */
  groups: readonly RuleGroup[];
  begin: () => Draft;
}

/** A rule group as a form. What it would have made of past items is shown before it decides anything. */
export function GroupEditor({ opened, group, groups, begin }: GroupEditorProps) {
  const [draft, setDraft] = useState(begin);
  // What this is to be written over: what it began from, until the person chooses otherwise. Null: it is to be a new one.
  const [over, setOver] = useState(opened);
  const [isHasty, setHasty] = useState(false);
  const trial = useTrial();
  const save = useSaveGroup(over);
  const written = toDocument(draft);
  const unreadable = written.ok ? null : faulty(written.faults);
  const error = unreadable ?? save.error ?? trial.error;
  const isTried = written.ok && trial.isOf(all(written.group));

  /** As the site would have them: the others, and this one in its place. A new one is the youngest. */
  function all(document: GroupDocument): GroupDocument[] {
    if (over === null || group === null) return [...groups.map(documentOf), document];
    return groups.map((one) => (one.id === group.id ? document : documentOf(one)));
  }

  function change(changes: Partial<Draft>) {
    setDraft((before) => ({ ...before, ...changes }));
    save.reset();
    trial.forgetError();
  }

  /** Over that, with these changes of what is written here. */
  function goOn(next: RuleGroup | null, changes: Partial<Draft>) {
    setOver(next);
    change(changes);
  }

  function tryIt() {
    if (written.ok) trial.start(all(written.group));
  }

  function saveIt() {
    setHasty(false);
    if (written.ok) save.mutate(written.group);
  }

  return (
    <Frame
      title={over === null ? "New rule group" : `Edit ${(group ?? over).name}`}
      text="Nothing decides anew until it is saved; what has been decided stays."
    >
      <Stack gap="md">
        {!save.isPending && <Meanwhile over={over} group={group} onGoOn={goOn} />}
        <GroupFields draft={draft} onChange={change} faults={faultsOf(error)} />
        <RuleList draft={draft} onChange={(rules) => change({ rules })} faults={faultsOf(error)} />
        {error !== null && <Failure error={error} title={titleOf(error)} />}
        <Steps
          isTried={isTried}
          isReadable={written.ok}
          isTrying={trial.isPending}
          isSaving={save.isPending}
          onTry={tryIt}
          onSave={() => (isTried ? saveIt() : setHasty(true))}
        />
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

interface StepsProps {
  isTried: boolean;
  isReadable: boolean;
  isTrying: boolean;
  isSaving: boolean;
  onTry: () => void;
  onSave: () => void;
}

/** First it is tried, then it is saved: the next step stands out. */
function Steps({ isTried, isReadable, isTrying, isSaving, onTry, onSave }: StepsProps) {
  return (
    <Group gap="xs">
      <Button variant={isTried ? "default" : "filled"} onClick={onTry} loading={isTrying} disabled={!isReadable}>
        Try on past items
      </Button>
      <Button variant={isTried ? "filled" : "default"} onClick={onSave} loading={isSaving} disabled={!isReadable}>
        Save
      </Button>
    </Group>
  );
}

function titleOf(error: unknown): string {
  const isFaulty = error instanceof ProblemError && error.faults.length > 0;
  return isFaulty ? "The group has faults" : "That did not work";
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
