import type { AttemptRequest } from "../queries.ts";

/** Curl sets it by itself, for the body that it sends. */
const OWN = new Set(["content-length", "host"]);

/** The request as a command of a POSIX shell. */
export function toCurl({ method, url, headers, body, body_encoding }: AttemptRequest): string {
  const isBinary = body_encoding === "base64";
  const lines = [
    `curl -X ${method} ${quote(url)}`,
    ...Object.entries(headers)
      .filter(([name]) => !OWN.has(name.toLowerCase()))
      .map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`),
    isBinary ? "--data-binary @-" : `--data-raw ${quote(body)}`,
  ];
  const command = lines.join(" \\\n  ");
  return isBinary ? `printf %s ${quote(body)} | base64 -d | ${command}` : command;
}

/** In single quotes a shell reads nothing but the closing quote. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
