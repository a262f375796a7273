import type { WebhookDraft } from "./draft.ts";

/** What every part of the form works on. */
export interface FieldsProps {
  draft: WebhookDraft;
  set: (changes: Partial<WebhookDraft>) => void;
  /** What is wrong with the field of that path of the request. */
  fault: (path: string) => string | undefined;
}
