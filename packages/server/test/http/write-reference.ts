// Writes docs/reference/errors.md from the error catalogue. Run it when an error has changed.
import { writeFileSync } from "node:fs";
import { problemReference } from "../../src/http/problem-reference.ts";

writeFileSync(new URL("../../../../docs/reference/errors.md", import.meta.url), problemReference());
