import type { RouteOptions } from "fastify";
import { Problem } from "../model/errors.ts";
import type { App } from "./app.ts";
import type { AnswerPage } from "./pages/dashboard.ts";
import { sendProblem } from "./problem.ts";

/**
 * Tells a path that does not exist (404) from a method that it does not take (405), and says which it does. `otherwise`
 * is said of a path that does not exist; `answerPage` is asked before that is said.
 */
export function addKnownPaths(app: App, otherwise: string, answerPage?: AnswerPage): void {
  const methodsOf = new Map<string, Set<string>>();

  app.addHook("onRoute", ({ url, method, config }: RouteOptions) => {
    // A route that forgot to say whom it lets in must not be public by accident.
    if (url.startsWith("/v1") && config?.access === undefined)
      throw new Error(`${url} does not say what access it asks.`);
    const methods = methodsOf.get(url) ?? new Set();
    for (const one of [method].flat()) methods.add(one);
    methodsOf.set(url, methods);
  });

  app.setNotFoundHandler((request, reply) => {
    const path = (request.url.split("?", 1)[0] ?? "").split("/");
    const taken = new Set<string>();
    for (const [route, methods] of methodsOf)
      if (takes(route.split("/"), path)) for (const one of methods) taken.add(one);
    if (taken.size === 0) {
      return answerPage?.(request, reply) ?? sendProblem(reply, new Problem("not_found", otherwise));
    }
    reply.header("allow", [...taken].join(", "));
    const detail = `The path takes ${[...taken].join(", ")}, not ${request.method}.`;
    return sendProblem(reply, new Problem("method_not_allowed", detail));
  });
}

function takes(route: readonly string[], path: readonly string[]): boolean {
  if (route.length !== path.length) return false;
  return route.every((step, i) => (step.startsWith(":") ? path[i] !== "" : step === path[i]));
}
