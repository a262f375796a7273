/** The pages of moderation, in the order of their links. */
export const SECTIONS = [
  { to: "/moderation", label: "Queue" },
  { to: "/moderation/items", label: "Items" },
  { to: "/moderation/jobs", label: "Jobs" },
  { to: "/moderation/rules", label: "Rules" },
  { to: "/moderation/evaluators", label: "Evaluators" },
  { to: "/moderation/figures", label: "Figures" },
] as const;
