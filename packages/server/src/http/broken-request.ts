import type { Socket } from "node:net";
import { Problem } from "../model/errors.ts";
import { PROBLEM_TYPE, showProblem } from "./problem.ts";

/** Answers bytes that are no HTTP request, which no route will ever see. */
export function answerBrokenRequest(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const problem = new Problem("invalid_request", sentenceFor(error.code));
  const body = JSON.stringify(showProblem(problem, "none"));
  const head = [
    `HTTP/1.1 ${problem.status} Bad Request`,
    `Content-Type: ${PROBLEM_TYPE}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    "X-Request-Id: none",
    "Connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
}

function sentenceFor(code: string | undefined): string {
  switch (code) {
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return "The request did not come in whole in time.";
    case "HPE_HEADER_OVERFLOW":
      return "The request's headers are larger than 16 KiB.";
    default:
      return "This is not an HTTP/1.1 request.";
  }
}
