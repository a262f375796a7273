import { type CSSVariablesResolver, createTheme, Notification } from "@mantine/core";

/**
 * Mantine's own look with our colour. `primaryShade` is dark enough for white text on red and green too; where a colour is
 * lighter than the threshold its text is black, which then has the contrast of 4.5 to 1 that WCAG 2.1 asks for.
 */
export const theme = createTheme({
  primaryColor: "indigo",
  primaryShade: { light: 9, dark: 9 },
  autoContrast: true,
  luminanceThreshold: 0.18,
  cursorType: "pointer",
  defaultRadius: "md",
  fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', sans-serif",
  fontFamilyMonospace: "ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace",
  headings: { fontWeight: "600" },
  respectReducedMotion: true,
  components: {
    // Under a title it would be in a colour that is too pale.
    Notification: Notification.extend({ styles: { description: { color: "var(--mantine-color-text)" } } }),
  },
});

/** Their text on their own pale ground, as badges and alerts have it. */
const COLOURS = [
  "gray",
  "red",
  "pink",
  "grape",
  "violet",
  "indigo",
  "blue",
  "cyan",
  "teal",
  "green",
  "lime",
  "yellow",
  "orange",
];
const darker = (colour: string) => `color-mix(in srgb, var(--mantine-color-${colour}-9) 70%, black)`;
const readable = COLOURS.map((colour) => [`--mantine-color-${colour}-light-color`, darker(colour)] as const);

/** Mantine's dimmed and pale colours are too pale to be read by everybody (WCAG 2.1, 1.4.3 asks for a contrast of 4.5 to 1). */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": "var(--mantine-color-gray-7)",
    "--mantine-color-error": "var(--mantine-color-red-9)",
    ...Object.fromEntries(readable),
  },
  dark: {
    // Also upon the ground of what is hovered.
    "--mantine-color-anchor": "var(--mantine-color-indigo-3)",
    "--mantine-color-dimmed": "var(--mantine-color-dark-1)",
    "--mantine-color-error": "var(--mantine-color-red-4)",
  },
});
