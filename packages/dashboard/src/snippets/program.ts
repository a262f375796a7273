/** A program out of its paragraphs; what is left out leaves no gap. */
export function program(...paragraphs: (string | undefined)[]): string {
  return `${paragraphs.filter((paragraph) => paragraph !== undefined && paragraph !== "").join("\n\n")}\n`;
}

/** Lines of one paragraph; false leaves a line out. */
export function lines(...all: (string | false | undefined)[]): string {
  return all.filter((line) => typeof line === "string").join("\n");
}
