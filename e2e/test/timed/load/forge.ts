/** The process behind `forgers.ts`. */
import { Pool } from "undici";
import type { Forged, Forgery } from "./forgers.ts";

const CONNECTIONS = 16;

process.once("message", (forgery: Forgery) => {
  const pool = new Pool(forgery.url, { connections: CONNECTIONS });
  const headers = { "content-type": "application/json", "x-webhook-signature": "0".repeat(64) };
  const body = JSON.stringify({ type: "load.forged", data: { padding: "x".repeat(forgery.bytes) } });
  const forged: Forged = { refused: 0, others: 0 };
  let isStopped = false;
  let all: Promise<unknown> = Promise.resolve();
  const sendOn = async () => {
    while (!isStopped) {
      const answer = await pool.request({ method: "POST", path: forgery.path, headers, body });
      await answer.body.dump();
      if (answer.statusCode === 401) forged.refused += 1;
      else forged.others += 1;
    }
  };
  process.on("message", (order: "start" | "stop") => {
    if (order === "start") {
      all = Promise.all(Array.from({ length: CONNECTIONS }, sendOn));
      return;
    }
    isStopped = true;
    all.then(() => process.send!(forged, () => process.exit(0)));
  });
  process.send!("ready");
});
