/** Before `npm start`: the dashboard is built if it is missing or old. Without it the hub runs all the same. */
import { ensureBuilt } from "./ensure-built.ts";

try {
  await ensureBuilt((text) => process.stdout.write(text));
} catch (error) {
  process.stderr.write(
    `${(error as Error).message}\n\nThe hub runs all the same, with the dashboard that was built before, if any.\n`,
  );
}
