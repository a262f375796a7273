import type { FastifyRequest } from "fastify";
import type { App } from "../../src/http/app.ts";
import { PROBLEM_TYPE } from "../../src/http/problem.ts";
import { problemsOf } from "../../src/http/route-problems.ts";
import type { ProblemCode } from "../../src/model/errors.ts";

/**
 * Hears every answer, and gives what takes out those that were refused in ways that their routes do not name. To be
 * called before the app is ready.
 */
export function watchProblems(app: App): () => readonly string[] {
  const undocumented: string[] = [];
  app.addHook("onSend", (request, reply, payload, done) => {
    if (String(reply.getHeader("content-type")).startsWith(PROBLEM_TYPE)) {
      const { code } = JSON.parse(String(payload));
      if (!isDocumented(request, code)) undocumented.push(`${request.method} ${request.routeOptions.url}: ${code}`);
    }
    done(null, payload);
  });
  return () => undocumented.splice(0);
}

/** What is no path of the API is in no document. */
function isDocumented({ routeOptions, method }: FastifyRequest, code: ProblemCode): boolean {
  const { schema, config } = routeOptions;
  if (schema?.response === undefined) return true;
  const { access = "public", problems = [] } = config;
  return problemsOf({ method, schema, access, problems }).includes(code);
}
