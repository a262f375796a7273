import { isIP } from "node:net";

/** An address range. */
export interface Cidr {
  address: string;
  prefix: number;
  family: "ipv4" | "ipv6";
}

/** The range that `text` names, such as `10.0.0.0/8` or `fd00::/8`; a bare address is a range of one. Null if it is none. */
export function parseCidr(text: string): Cidr | null {
  const [address = "", bits, ...rest] = text.split("/");
  const version = isIP(address);
  if (version === 0 || rest.length > 0 || address.includes("%")) return null;
  const width = version === 4 ? 32 : 128;
  const prefix = bits === undefined ? width : /^\d{1,3}$/.test(bits) ? Number(bits) : Number.NaN;
  return prefix <= width ? { address, prefix, family: version === 4 ? "ipv4" : "ipv6" } : null;
}
