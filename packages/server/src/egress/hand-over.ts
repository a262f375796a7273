import type { Dispatcher } from "undici";
import { UnwritableError } from "./errors.ts";

// As undici itself does for what fails before it is written.
export const NO_CONTROLLER = null as unknown as Dispatcher.DispatchController;

/**
 * Gives a request to undici. Of what it refuses, undici tells the handler, but not always: a `ProxyAgent` throws. Here
 * the handler hears of that as well, so that one unsound request ends itself and nothing else.
 */
export function handOver(
  dispatcher: Dispatcher,
  options: Dispatcher.DispatchOptions,
  handler: Dispatcher.DispatchHandler,
): void {
  try {
    dispatcher.dispatch(options, handler);
  } catch (cause) {
    handler.onResponseError?.(NO_CONTROLLER, new UnwritableError(cause));
  }
}
