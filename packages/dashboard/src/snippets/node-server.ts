/** The server around a check, in Node: the same for who checks by hand and who has it checked. */
import type { Contract } from "@tabellary/contracts";
import { doubleQuoted } from "./literal.ts";
import { lines } from "./program.ts";
import { type Place, placesIn } from "./sample.ts";
import { BODY_BYTES_MAX, PORT } from "./snippet.ts";

/** A server that reads a body and hands it on. `check` is what refuses it before; lines of a function. */
export function serving(check: string | undefined): string {
  return `createServer((request, response) => {
  receive(request, response).catch((error) => {
    console.error(error);
    response.destroy();
  });
}).listen(Number(process.env.PORT ?? ${PORT}), () => console.log("Waiting for webhooks"));

async function receive(request, response) {
  const body = await readBody(request);
${lines(check, "  response.writeHead(204).end(); // Answer first, work afterwards: the sender waits only so long.")}
  handle(request.headers, body);
}`;
}

/** What becomes of a body that has passed. */
export function handling(contract: Contract): string {
  const { type, id } = placesIn(contract);
  const isJson = contract.passOn === undefined;
  const told = [type, id].flatMap((place) => (place === undefined ? [] : [reading(place)]));
  return lines(
    contract.signature.kind === "none" &&
      "// Nothing is signed: anybody could have sent this. Ask before you act on it.",
    id !== undefined && "// The same one may come twice: remember the id, and leave out what you know.",
    "function handle(headers, body) {",
    isJson && "  const event = JSON.parse(body);",
    `  console.log("received", ${[...told, isJson ? "event" : "body.length"].join(", ")});`,
    "}",
  );
}

function reading({ in: where, name }: Place): string {
  if (where === "header") return `headers[${doubleQuoted(name.toLowerCase())}]`;
  return /^[a-z_]\w*$/i.test(name) ? `event.${name}` : `event[${doubleQuoted(name)}]`;
}

export const READ_BODY = `// The bytes as they came: a body that was parsed and written again need not be what was signed.
async function readBody(request) {
  const chunks = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > ${BODY_BYTES_MAX}) throw new Error("The body is too long.");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}`;
