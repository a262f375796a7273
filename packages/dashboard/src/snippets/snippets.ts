import { curlSnippet } from "./curl.ts";
import { goSnippet } from "./go.ts";
import { nodeSnippet } from "./node.ts";
import { nodeLibrarySnippet } from "./node-library.ts";
import { phpSnippet } from "./php.ts";
import { pythonSnippet } from "./python.ts";
import type { Snippet, SnippetInput } from "./snippet.ts";

/** Receivers for a webhook in each language, and at last what sends to them. */
export function snippetsFor(input: SnippetInput): Snippet[] {
  const all = [nodeLibrarySnippet, nodeSnippet, pythonSnippet, goSnippet, phpSnippet, curlSnippet];
  return all.flatMap((snippet) => snippet(input) ?? []);
}
