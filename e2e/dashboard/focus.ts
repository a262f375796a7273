import type { Locator } from "playwright-core";
import { eventually } from "../harness/eventually.ts";

/** Until it takes what is typed. */
export async function untilFocused(element: Locator): Promise<void> {
  await eventually(
    () => element.evaluate((one) => one === document.activeElement),
    (isFocused) => isFocused,
    { what: `the focus to be at ${element}` },
  );
}
