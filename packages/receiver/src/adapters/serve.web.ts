/** `#serve` where there is no Node. */
import type { serve as serveOnNode } from "./serve.ts";

export const serve: typeof serveOnNode = () =>
  Promise.reject(
    new Error(
      "This runtime has no node:http, so start() cannot open a port. Give toFetch(handler) to the runtime's own server.",
    ),
  );
