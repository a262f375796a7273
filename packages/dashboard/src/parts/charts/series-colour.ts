/** `teal.6` as the theme has it. */
export function toVariable(color: string): string {
  return `var(--mantine-color-${color.replace(".", "-")})`;
}
