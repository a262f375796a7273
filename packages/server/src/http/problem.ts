import type { FastifyError, FastifyReply } from "fastify";
import { Type } from "typebox";
import { PROBLEMS, Problem, type ProblemCode } from "../model/errors.ts";
import { StoreError } from "../store/store.ts";

/** RFC 9457, with a stable `code` and the faults by path. */
export const ProblemShape = Type.Object(
  {
    type: Type.String({ description: "A URN that ends in the code." }),
    title: Type.String(),
    status: Type.Integer(),
    code: Type.Unsafe<ProblemCode>({ type: "string", enum: Object.keys(PROBLEMS) }),
    detail: Type.String({ description: "What is wrong here, and the way out." }),
    errors: Type.Array(
      Type.Object({
        path: Type.String({ description: "A JSON pointer into the body, or the name of a parameter or header." }),
        message: Type.String(),
      }),
    ),
    request_id: Type.String(),
  },
  { $id: "Problem", description: "What every error looks like (RFC 9457)." },
);

export const PROBLEM_TYPE = "application/problem+json";

export function showProblem(problem: Problem, requestId: string) {
  const { title, way, status } = PROBLEMS[problem.code];
  return {
    type: `urn:tabellary:problem:${problem.code}`,
    title,
    status,
    code: problem.code,
    detail: problem.message.includes(way) ? problem.message : `${problem.message} ${way}`,
    errors: problem.faults,
    request_id: requestId,
  };
}

export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  if (problem.retryAfter !== undefined) reply.header("retry-after", Math.ceil(problem.retryAfter));
  if (problem.status === 401) reply.header("www-authenticate", "Bearer");
  reply.code(problem.status).header("content-type", PROBLEM_TYPE);
  return reply.send(JSON.stringify(showProblem(problem, reply.request.id)));
}

/** What a client may know of an error; all that is not its doing is `internal`. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof StoreError) {
    return new Problem("unavailable", "The store did not answer, so it is not certain what it kept.", {
      retryAfter: 1,
    });
  }
  switch ((error as Partial<FastifyError>).code) {
    case "FST_ERR_CTP_BODY_TOO_LARGE":
      return new Problem("payload_too_large", "The body is longer than this path takes.");
    case "FST_ERR_CTP_INVALID_MEDIA_TYPE":
      return new Problem("unsupported_media_type", "The body is not declared as JSON.");
    // The caller hung up in the middle of the body: nobody reads this but the log.
    case "ECONNRESET":
    case "FST_ERR_CTP_INVALID_CONTENT_LENGTH":
      return new Problem("invalid_request", "The body is not as long as Content-Length says.");
    case "FST_ERR_BAD_URL":
      return new Problem("invalid_request", "The path is not a valid URL.");
    case "FST_ERR_MAX_PARAM_LENGTH":
    case "FST_STATIC_FORBIDDEN_PATH":
      return new Problem("not_found", "There is no such path.");
    default:
      return new Problem("internal", "Something went wrong inside Tabellary.");
  }
}
