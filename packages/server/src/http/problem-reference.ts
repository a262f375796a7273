import { PROBLEMS } from "../model/errors.ts";

/** `docs/reference/errors.md`, made of the error catalogue; a test holds the page to it. */
export function problemReference(): string {
  const rows = Object.entries(PROBLEMS).map(([code, { status, title, way }]) => {
    return `| \`${code}\` | ${status} | ${title} | ${way} |`;
  });
  return `${HEAD}${rows.join("\n")}\n${EXAMPLE}`;
}

const HEAD = `# Errors

Every error of the HTTP API is \`application/problem+json\` (RFC 9457). Branch on \`code\`, which is stable; \`detail\` and
the messages are for people and may be reworded. Nothing is written when a request is refused.

| code | status | what happened | the way out |
|---|---|---|---|
`;

const EXAMPLE = `
\`errors\` names what is wrong: \`path\` is a JSON pointer into the body (\`/events/3/data/price\`), or the name of a query
parameter or header. A fault of shape is named by itself, the first that is found; faults of content come together.

\`\`\`json
{
  "type": "urn:tabellary:problem:unsafe_number",
  "title": "A number would lose value",
  "status": 422,
  "code": "unsafe_number",
  "detail": "/data/id: 12345678901234567890 would become 12345678901234567000. Send the number as a string: JavaScript receivers cannot carry it.",
  "errors": [
    { "path": "/data/id", "message": "12345678901234567890 would become 12345678901234567000." }
  ],
  "request_id": "req_Zk1v0b9Q7"
}
\`\`\`

\`429\` and \`503\` carry \`Retry-After\`, in seconds. \`401\` carries \`WWW-Authenticate\`, \`405\` carries \`Allow\`. Every answer
carries \`X-Request-Id\`, which the log repeats.
`;
