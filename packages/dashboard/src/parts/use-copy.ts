import { useEffect, useState } from "react";
import { sayFailed } from "./said.ts";

const SAID_MS = 1_500;

/** Puts a text on the clipboard. `isCopied`: for the moment after it. Where the browser refuses, the page says so. */
export function useCopy(text: string): { isCopied: boolean; copy: () => void } {
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), SAID_MS);
    return () => clearTimeout(timer);
  }, [isCopied]);

  async function copy() {
    const isDone = await put(text);
    setCopied(isDone);
    if (!isDone)
      sayFailed("It was not copied", new Error("The browser does not allow it. Select the text, and copy it."));
  }
  return { isCopied, copy: () => void copy() };
}

/** A page that came over plain HTTP from another host has no `navigator.clipboard`, and one that asks may be refused. */
async function put(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return putSelected(text);
  }
}

/** As people do it: a text is selected, and copied. */
function putSelected(text: string): boolean {
  const focused = document.activeElement;
  const field = document.createElement("textarea");
  field.value = text;
  field.readOnly = true;
  field.style.cssText = "position: fixed; inset: 0 auto auto 0; opacity: 0";
  // In an open dialog, which lets nothing outside of it have the focus.
  (focused?.parentElement ?? document.body).append(field);
  field.select();
  const isDone = document.execCommand("copy");
  field.remove();
  if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
  return isDone;
}
