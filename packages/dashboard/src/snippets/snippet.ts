import type { Contract, CustomOptions } from "@tabellary/contracts";

/** What a snippet is made from. */
export interface SnippetInput {
  contract: Contract;
  /** The options of a custom contract, for the library to read again. */
  customContract?: CustomOptions;
  /** Where the webhook sends to: its path is what a receiver serves. */
  url: string;
}

/** A program that somebody copies, and how it is run. */
export interface Snippet {
  language: string;
  file: string;
  /** The command, with `WEBHOOK_SECRET` and whatever it needs before. */
  run: string;
  code: string;
}

/** What receivers listen on until `PORT` says another: where the examples send to. */
export const PORT = 3000;

/** No event of a hub is as long. */
export const BODY_BYTES_MAX = 4 * 1024 * 1024;
