import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { rootCertificates } from "node:tls";
import { readCaFile } from "../../src/config/ca-file.ts";

test("a file of certificates is read, whatever stands between them", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "tabellary-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const [one, two] = rootCertificates;
  for (const between of ["", "\n", "\n# another\n"]) {
    writeFileSync(join(folder, "ca.pem"), one! + between + two!);
    assert.equal(readCaFile(join(folder, "ca.pem")), `${one!}\n${two!}`);
  }
});

test("a file that is missing, empty or broken is refused with its name", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "tabellary-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "ca.pem");
  assert.throws(() => readCaFile(file), { code: "config_invalid", message: /TABELLARY_EGRESS_CA_FILE.*ca\.pem/ });
  for (const text of ["", "garbage", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"]) {
    writeFileSync(file, text);
    assert.throws(() => readCaFile(file), { code: "config_invalid", message: /TABELLARY_EGRESS_CA_FILE.*ca\.pem/ });
  }
});
