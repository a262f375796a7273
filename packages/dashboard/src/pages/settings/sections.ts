/** The pages of settings, in the order of their links; some are an administrator's. */
const SECTIONS = [
  { to: "/settings", label: "Webhook", isAdmins: false },
  { to: "/settings/event-types", label: "Event types", isAdmins: false },
  { to: "/settings/sites", label: "Sites", isAdmins: true },
  { to: "/settings/keys", label: "Keys", isAdmins: true },
  { to: "/settings/hub", label: "This hub", isAdmins: false },
] as const;

export function sectionsFor(kind: "admin" | "site"): readonly { to: string; label: string }[] {
  return SECTIONS.filter(({ isAdmins }) => kind === "admin" || !isAdmins);
}
