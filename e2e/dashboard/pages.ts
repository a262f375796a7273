/** Every page of the dashboard: what is photographed, and looked at for what all pages must hold. */
export interface PageEntry {
  /** Of its picture's file. */
  name: string;
  /** Where it is, in the story that `story.ts` tells. */
  path: string;
  /** A heading (by its name) that is there when the page has come. */
  heading: string | RegExp;
}

export const PAGES: readonly PageEntry[] = [
  { name: "overview", path: "/", heading: "Overview" },
  { name: "webhooks", path: "/webhooks", heading: "Webhooks" },
  { name: "events", path: "/events", heading: "Events" },
  { name: "deliveries", path: "/deliveries", heading: "Deliveries" },
  { name: "sources", path: "/sources", heading: "Sources" },
  { name: "moderation", path: "/moderation", heading: "Moderation" },
  { name: "settings", path: "/settings", heading: "Settings" },
];
