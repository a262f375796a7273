import type { Socket } from "node:net";

const HEAD_END = Buffer.from("\r\n\r\n");
const LENGTH = Buffer.from("content-length: ");
const LENGTH_CHARS_MAX = 8;

/** Hears each HTTP message that comes on a socket, whole. Only as Node and undici write them: in lower case, with a length. */
export function eachMessage(socket: Socket, hear: (message: Buffer, bodyAt: number) => void): void {
  let kept: Buffer | null = null;
  socket.on("data", (chunk) => {
    const bytes = kept === null ? chunk : Buffer.concat([kept, chunk]);
    const headEnd = bytes.indexOf(HEAD_END);
    const bodyAt = headEnd + HEAD_END.length;
    const isWhole = headEnd >= 0 && bytes.length >= bodyAt + lengthIn(bytes);
    kept = isWhole ? null : bytes;
    if (isWhole) hear(bytes, bodyAt);
  });
}

function lengthIn(bytes: Buffer): number {
  const at = bytes.indexOf(LENGTH) + LENGTH.length;
  return Number.parseInt(bytes.toString("latin1", at, at + LENGTH_CHARS_MAX), 10);
}
