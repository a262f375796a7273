import type { Locator } from "playwright-core";

/**
 * Turns a switch as people do: on what is drawn of it. Its field nobody sees, so it could only be clicked blindly, where it
 * was a moment ago.
 */
export async function flip(control: Locator): Promise<void> {
  await control.locator("xpath=ancestor::label").click();
}
