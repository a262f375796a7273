import { type CSSVariablesResolver, createTheme } from "@mantine/core";

/** Mantine's own look with our colour; `primaryShade` is dark enough for white text on it in both schemes. */
export const theme = createTheme({
  primaryColor: "indigo",
  primaryShade: { light: 7, dark: 8 },
  autoContrast: true,
  cursorType: "pointer",
  defaultRadius: "md",
  fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', sans-serif",
  fontFamilyMonospace: "ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace",
  headings: { fontWeight: "600" },
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
  light: { "--mantine-color-dimmed": "var(--mantine-color-gray-7)", ...Object.fromEntries(readable) },
  dark: { "--mantine-color-dimmed": "var(--mantine-color-dark-1)" },
});
