/**
 * `npm run chaos -- --minutes 10 --seed 7`: three nodes on one PostgreSQL under load, while one after another is killed,
 * frozen, cut off from the database, or restarted, and the database too. Prints the account, and exits 0 only if nothing
 * that was acknowledged is lost, out of order, repeated without a reason, or left lying.
 */
import { parseArgs } from "node:util";
import { countBroken } from "./chaos/account.ts";
import { plan } from "./chaos/faults.ts";
import { chaos } from "./chaos/run.ts";

const FREEZE_MS = 60_000;
const TOGETHER = 0.25;
const SHOWN_MAX = 10;

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "10" },
    seed: { type: "string", default: String(Date.now() % 100_000) },
    rate: { type: "string", default: "150" },
  },
});
const say = (line: string) => process.stdout.write(`${line}\n`);
const forMs = Number(values.minutes) * 60_000;
const account = await chaos({
  seed: Number(values.seed),
  rate: Number(values.rate),
  forMs,
  plan: (random) => plan(random, { forMs, freezeMs: FREEZE_MS, together: TOGETHER }),
  say,
});
const { broken, ...figures } = account;
say(JSON.stringify(figures, null, 2));
for (const [what, list] of Object.entries(broken)) {
  say(`${what}: ${list.length}`);
  for (const line of list.slice(0, SHOWN_MAX)) say(`  ${line}`);
}
process.exitCode = countBroken(account) === 0 ? 0 : 1;
