import { existsSync } from "node:fs";
import { join } from "node:path";

/** In the published package, and in the workspace. */
const PLACES = ["../../dashboard", "../../../../dashboard/dist"];

/** The folder with the dashboard's built files; null where it was not built. */
export function findDashboard(): string | null {
  const folders = PLACES.map((place) => join(import.meta.dirname, place));
  return folders.find((folder) => existsSync(join(folder, "index.html"))) ?? null;
}
