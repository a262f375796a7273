/** What a reviewer is asked before something is done. */
import type { Action } from "./deciding.ts";
import type { Asked } from "./reason-dialog.tsx";

const TOLD = "It becomes the decision's reason: webhooks are told it, and so perhaps is the author.";
const VERBS = { approve: "Approve", reject: "Reject" } as const;
const COLOURS = { approve: "teal", reject: "red" } as const;

/** One reason for several items. */
export function manyQuestion(count: number, action: Action, run: (note: string) => void): Asked {
  const verb = VERBS[action];
  return {
    title: `${verb} ${count === 1 ? "1 selected item" : `${count} selected items`}?`,
    text: `This cannot be taken back, only decided anew one by one. One reason for all of them, if you like. ${TOLD}`,
    label: "Reason (may be left out)",
    isRequired: false,
    actions: [{ label: verb, color: COLOURS[action], run }],
  };
}

/** A reason, and then either way. */
export function reasonQuestion(run: (action: Action, note: string) => void): Asked {
  return {
    title: "Decide with a reason",
    text: TOLD,
    label: "Reason",
    isRequired: true,
    actions: (["approve", "reject"] as const).map((action) => {
      return { label: VERBS[action], color: COLOURS[action], run: (note: string) => run(action, note) };
    }),
  };
}

export function noteQuestion(run: (text: string) => void): Asked {
  return {
    title: "A note for other reviewers",
    text: "Nobody outside is told it.",
    label: "Note",
    isRequired: true,
    actions: [{ label: "Leave the note", run }],
  };
}
