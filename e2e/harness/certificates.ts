import { generate } from "selfsigned";

export interface Certificate {
  key: string;
  /** PEM. It is its own authority. */
  cert: string;
}

const DAY_MS = 86_400_000;

/** A self-signed certificate for these names and the loopback, or for the names alone. */
export async function certify({
  names = ["hooks.example"],
  hasLoopback = true,
  from = new Date(Date.now() - DAY_MS),
  to = new Date(Date.now() + DAY_MS),
} = {}): Promise<Certificate> {
  const altNames = names.map((value) => ({ type: 2 as const, value }));
  const made = await generate([{ name: "commonName", value: names[0]! }], {
    notBeforeDate: from,
    notAfterDate: to,
    algorithm: "sha256",
    keyType: "ec",
    extensions: [
      {
        name: "subjectAltName",
        altNames: hasLoopback ? [...altNames, { type: 7 as const, ip: "127.0.0.1" }] : altNames,
      },
    ],
  });
  return { key: made.private, cert: made.cert };
}
