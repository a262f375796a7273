/** IP addresses and ranges of them (CIDR), as numbers. In JavaScript alone, for where there is no `net.BlockList`. */

/** An IPv4 address has 32 bits, also when it is written as one that IPv6 maps (`::ffff:192.0.2.1`); IPv6 has 128. */
export interface Address {
  readonly bits: 32 | 128;
  readonly value: bigint;
}

export interface AddressRange extends Address {
  /** How many bits from the left have to be the same. */
  readonly prefix: number;
}

/** An IPv6 address in full with an IPv4 one at its end, and a zone of 16 characters. */
const ADDRESS_CHARS_MAX = 62;
const MAPPED_PREFIX = 96;
const MAPPED = 0xffffn << 32n;

/** Undefined: not an address. A zone (`fe80::1%eth0`) is left out; `010.0.0.1`, which some read as octal, is none. */
export function parseAddress(text: string): Address | undefined {
  const value = text.length <= ADDRESS_CHARS_MAX ? parseIPv6(text.replace(/%[\w.-]{1,16}$/, "")) : undefined;
  if (value === undefined) return parseIPv4(text);
  return value >> 32n === MAPPED >> 32n ? { bits: 32, value: value & 0xffff_ffffn } : { bits: 128, value };
}

/** `192.0.2.0/24`, `2001:db8::/32`, or one address. What stands right of the prefix is not looked at. */
export function parseRange(text: string): AddressRange | undefined {
  const [, base = "", digits] = /^([^/]*)(?:\/(0|[1-9]\d{0,2}))?$/.exec(text) ?? [];
  const address = parseAddress(base);
  if (address === undefined) return undefined;
  if (digits === undefined) return { ...address, prefix: address.bits };
  const isMapped = address.bits === 32 && base.includes(":");
  const prefix = Number(digits) - (isMapped ? MAPPED_PREFIX : 0);
  return prefix >= 0 && prefix <= address.bits ? { ...address, prefix } : undefined;
}

/** An address is in ranges of its own family alone: `::/0` holds no IPv4 address. */
export function isInRange(address: Address, { bits, value, prefix }: AddressRange): boolean {
  const rest = BigInt(bits - prefix);
  return address.bits === bits && address.value >> rest === value >> rest;
}

/** As RFC 5952 writes it. One that IPv6 maps is written as the IPv4 address that it is. */
export function formatAddress({ bits, value }: Address): string {
  if (bits === 32) return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 0xffn).join(".");
  const groups = Array.from({ length: 8 }, (_, i) => ((value >> BigInt(112 - 16 * i)) & 0xffffn).toString(16));
  // A URL shortens it by the same rules.
  return new URL(`http://[${groups.join(":")}]`).hostname.slice(1, -1);
}

function parseIPv4(text: string): Address | undefined {
  const octets = text.split(".", 5);
  if (octets.length !== 4) return undefined;
  let value = 0n;
  for (const octet of octets) {
    if (!/^(?:0|[1-9]\d{0,2})$/.test(octet) || Number(octet) > 255) return undefined;
    value = (value << 8n) | BigInt(octet);
  }
  return { bits: 32, value };
}

/** RFC 4291, section 2.2: eight groups, of which one run may be left out as `::`, and the last two may be IPv4. */
function parseIPv6(text: string): bigint | undefined {
  const halves = text.split("::", 3);
  if (halves.length > 2 || !text.includes(":")) return undefined;
  const head = groupsOf(halves[0]!, halves.length === 1);
  const tail = groupsOf(halves[1] ?? "", true);
  if (head === undefined || tail === undefined) return undefined;
  // `::` stands for one group at least.
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  const groups = [...head, ...Array<bigint>(missing).fill(0n), ...tail];
  return groups.reduce((value, group) => (value << 16n) | group, 0n);
}

/** `isEnd`: the address ends here, so the last group may be IPv4. */
function groupsOf(text: string, isEnd: boolean): bigint[] | undefined {
  if (text === "") return [];
  const groups: bigint[] = [];
  const parts = text.split(":", 9);
  for (const [i, part] of parts.entries()) {
    const embedded = isEnd && i === parts.length - 1 ? parseIPv4(part) : undefined;
    if (embedded !== undefined) groups.push(embedded.value >> 16n, embedded.value & 0xffffn);
    else if (/^[0-9a-f]{1,4}$/i.test(part)) groups.push(BigInt(`0x${part}`));
    else return undefined;
  }
  return groups;
}
