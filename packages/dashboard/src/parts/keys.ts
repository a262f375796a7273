import { useHotkeys } from "@mantine/hooks";

/** One thing that a key does on a page. */
export interface Shortcut {
  /** As `useHotkeys` writes it: `j`, `shift+r`, `shift+?`. */
  hotkey: string;
  /** What is written on the key: `J`, `Shift R`. Left out, the hotkey itself. */
  shown?: string;
  /** What it does, for the list of keys: "Next item". */
  label: string;
  run: () => void;
}

/** Fields that take what is typed into them. A checkbox has keys of its own, and none of them is a letter. */
const TYPED = new Set([
  "text",
  "search",
  "url",
  "email",
  "password",
  "number",
  "tel",
  "date",
  "time",
  "datetime-local",
]);

/**
 * Keys for a whole page. They do nothing while somebody types, or has the focus in a dialog or a menu. `isOff`: while a
 * dialog is open or opening, for it takes a moment until it has the focus, and what is typed meanwhile is meant for it.
 */
export function useKeys(shortcuts: readonly Shortcut[], isOff = false): void {
  useHotkeys(
    shortcuts.map(({ hotkey, run }) => {
      const handle = (event: KeyboardEvent) => {
        if (isOff || event.defaultPrevented || isTaken(event.target)) return;
        event.preventDefault();
        run();
      };
      return [hotkey, handle, { preventDefault: false }];
    }),
    [],
  );
}

/** Whether whoever has the focus has a use for letters. */
function isTaken(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  if (target.closest("textarea, select, [contenteditable=true], [role=dialog], [role=menu], [role=listbox]"))
    return true;
  if (!(target instanceof HTMLInputElement)) return false;
  // A field to choose from takes no letters, unless what can be chosen is shown.
  const isChooser = target.readOnly && target.getAttribute("aria-expanded") !== "true";
  return TYPED.has(target.type) && !isChooser;
}

/** What is written on the key. */
export function keyName({ hotkey, shown }: Pick<Shortcut, "hotkey" | "shown">): string {
  return shown ?? hotkey.toUpperCase();
}
