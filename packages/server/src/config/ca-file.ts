import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { ConfigError } from "./config.ts";

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/**
 * The certificates in the file of `TABELLARY_EGRESS_CA_FILE`, as PEM. Throws `ConfigError`: what cannot be read would
 * be left out without a word, and every receiver it stands for would seem untrustworthy.
 */
export function readCaFile(file: string): string {
  try {
    const certificates = readFileSync(file, "utf8").match(CERTIFICATE) ?? [];
    if (certificates.length === 0) throw new Error("it holds no PEM certificate");
    for (const certificate of certificates) new X509Certificate(certificate);
    return certificates.join("\n");
  } catch (cause) {
    const why = (cause as Error).message;
    throw new ConfigError(`TABELLARY_EGRESS_CA_FILE is ${JSON.stringify(file)}, but it cannot be used: ${why}.`, {
      cause,
    });
  }
}
