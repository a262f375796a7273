import { notifications } from "@mantine/notifications";
import { sentenceOf } from "../api/problem.ts";

const CLOSE = { closeButtonProps: { "aria-label": "Close" } };

/** What was done, in the corner. */
export function sayDone(message: string): void {
  notifications.show({ message, color: "teal", ...CLOSE });
}

/** What could not be done, and why; it stays until it is closed. */
export function sayFailed(title: string, error: unknown): void {
  notifications.show({ title, message: sentenceOf(error), color: "red", autoClose: false, role: "alert", ...CLOSE });
}
