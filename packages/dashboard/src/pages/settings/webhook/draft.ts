/** The form as PixelPatrol's page "Webhooks" walks it: URL, secret, events, save. https://docs.pixelpatrol.net/concepts/webhooks */

export const CONTRACT = "pixelpatrol";

/** What its page lists. `test.webhook` is sent by the button, whatever is ticked. */
const EVENTS = [
  { type: "media.created", when: "New media is submitted for moderation" },
  { type: "media.moderated", when: "Moderation is complete" },
] as const;

export interface WebhookDraft {
  url: string;
  /** Empty: as it was; of a new one, the hub makes one up. */
  secret: string;
  events: readonly string[];
  active: boolean;
}

interface Present {
  url: string;
  events: readonly string[];
  active: boolean;
}

export function draftOf(webhook: Present | null): WebhookDraft {
  const { url = "", events = EVENTS.map(({ type }) => type), active = true } = webhook ?? {};
  return { url, secret: "", events, active };
}

/** What can be ticked: PixelPatrol's own, and whatever else the webhook has already. */
export function choicesOf({ events }: Pick<WebhookDraft, "events">): readonly { type: string; when: string }[] {
  const known = EVENTS.map(({ type }) => type as string);
  const others = events.filter((type) => !known.includes(type));
  return [...EVENTS, ...others.map((type) => ({ type, when: "Chosen elsewhere" }))];
}
