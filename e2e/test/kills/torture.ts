/**
 * `npm run torture -- --kills 200 --seed 7`: kills a hub under load as often as told, and prints the account. Exits 0
 * only if nothing that was acknowledged is lost, out of order, or repeated without a reason.
 */
import { parseArgs } from "node:util";
import { countBroken } from "./torture/account.ts";
import { torture } from "./torture/run.ts";

const SHOWN_MAX = 10;

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "200" },
    seed: { type: "string", default: String(Date.now() % 100_000) },
  },
});
const say = (line: string) => process.stdout.write(`${line}\n`);
const account = await torture({ kills: Number(values.kills), seed: Number(values.seed), say });
const { broken, ...figures } = account;
say(JSON.stringify(figures, null, 2));
for (const [what, list] of Object.entries(broken)) {
  say(`${what}: ${list.length}`);
  for (const line of list.slice(0, SHOWN_MAX)) say(`  ${line}`);
}
process.exitCode = countBroken(account) === 0 ? 0 : 1;
