/** `#files` where there is no Node. */
import type { readTextFile as readOnNode } from "./read.ts";

export const readTextFile: typeof readOnNode = () => {
  throw new Error("This runtime has no files. Read the text in your own way and give it to replay().");
};
