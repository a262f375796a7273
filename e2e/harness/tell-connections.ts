/**
 * Loaded into a node beside its program (`node --import`): writes the local port of every connection that it opens, and
 * when, into the file that `TELL_CONNECTIONS` names. So a receiver can say which of several nodes a request came from.
 */
import { subscribe } from "node:diagnostics_channel";
import { openSync, writeSync } from "node:fs";
import type { Socket } from "node:net";

const file = openSync(process.env.TELL_CONNECTIONS!, "a");

subscribe("net.client.socket", (message) => {
  const { socket } = message as { socket: Socket };
  // At once and before the first byte goes out: the next moment may be its last.
  socket.once("connect", () => writeSync(file, `${socket.localPort} ${Date.now()}\n`));
});
