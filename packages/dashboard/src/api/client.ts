import createClient, { type Middleware } from "openapi-fetch";
import { readProblem } from "./problem.ts";
import type { components, paths } from "./schema.ts";

/** A shape of the API by the name that it has there: `Shape<"Delivery">`. */
export type Shape<Name extends keyof components["schemas"]> = components["schemas"][Name];

/** The hub believes a session's writes to be this page's own by this header; another site's page cannot send it. */
const OURS = { "x-tabellary-request": "dashboard" };

const refused: Middleware = {
  async onResponse({ response }) {
    if (!response.ok) throw await readProblem(response);
  },
};

/** The API, typed by its own document. Rejects with `ProblemError` when the hub refuses. */
export const api = createClient<paths>({ baseUrl: location.origin, headers: OURS });
api.use(refused);

/** The body of an answer that is always there: errors were thrown before. */
export async function body<T>(answer: Promise<{ data?: T }>): Promise<T> {
  return (await answer).data as T;
}
