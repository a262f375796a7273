// Writes docs/reference/config.md from the settings. Run it when a setting has changed.
import { mkdirSync, writeFileSync } from "node:fs";
import { configReference } from "../../src/config/reference.ts";

const folder = new URL("../../../../docs/reference/", import.meta.url);
mkdirSync(folder, { recursive: true });
writeFileSync(new URL("config.md", folder), configReference());
