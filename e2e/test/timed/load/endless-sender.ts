/** `node endless-sender.ts URL KEY`: sends events on 32 connections until it is killed. */
import { Pool } from "undici";

const CONNECTIONS = 32;

const [url, key] = process.argv.slice(2);
const pool = new Pool(url!, { connections: CONNECTIONS, pipelining: 1 });
const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
const body = JSON.stringify({ type: "load.endless", data: { text: "lorem ipsum ".repeat(50) } });
const sendOn = async () => {
  for (;;) {
    const answer = await pool.request({ method: "POST", path: "/v1/events", headers, body });
    await answer.body.dump();
  }
};
await Promise.all(Array.from({ length: CONNECTIONS }, sendOn));
