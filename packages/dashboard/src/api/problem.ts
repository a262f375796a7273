/** One thing that is wrong with a request: where (`/events/0` or a parameter's name), and what. */
export interface Fault {
  path: string;
  message: string;
}

/** What the hub answers when something cannot be done (RFC 9457): `code` is stable, `detail` is for people. */
export class ProblemError extends Error {
  readonly status: number;
  readonly code: string;
  readonly faults: readonly Fault[];

  constructor(problem: { status: number; code: string; detail: string; faults?: readonly Fault[] }) {
    super(problem.detail);
    this.name = "ProblemError";
    this.status = problem.status;
    this.code = problem.code;
    this.faults = problem.faults ?? [];
  }

  /** What is wrong with the field of that JSON path, such as `/url`. */
  of(path: string): string | undefined {
    return this.faults.find((fault) => fault.path === path || fault.path.startsWith(`${path}/`))?.message;
  }
}

/** Of an answer that is not a success. A proxy's answer has no JSON in it. */
export async function readProblem(response: Response): Promise<ProblemError> {
  const isProblem = response.headers.get("content-type")?.includes("json") === true;
  const body = isProblem ? await response.json() : {};
  return new ProblemError({
    status: response.status,
    code: body.code ?? "unexpected_answer",
    detail: body.detail ?? `The hub answered ${response.status}.`,
    faults: body.errors,
  });
}

/** An error's sentence for people: the hub's own, or that it was not reached. */
export function sentenceOf(error: unknown): string {
  if (error instanceof ProblemError) return error.message;
  if (error instanceof TypeError) return "The hub could not be reached. Is it running?";
  return error instanceof Error ? error.message : String(error);
}
