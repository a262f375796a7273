import { BlockList, isIP } from "node:net";
import { parseCidr } from "../model/cidr.ts";

/** Which addresses may be reached. */
export interface AddressPolicy {
  /** Undefined if the address may be reached, else what kind of address it is ("a loopback address"). */
  refusal(address: string): string | undefined;
}

// IANA's special-purpose registries (RFC 6890 and its successors), and the addresses clouds serve credentials from.
const REFUSED_IPV4: readonly (readonly [cidr: string, what: string])[] = [
  ["0.0.0.0/8", "an address of this machine"],
  ["10.0.0.0/8", "a private address"],
  ["100.64.0.0/10", "a carrier-grade NAT address"],
  ["127.0.0.0/8", "a loopback address"],
  ["168.63.129.16/32", "a cloud metadata address"],
  ["169.254.0.0/16", "a link-local address, where clouds keep their metadata"],
  ["172.16.0.0/12", "a private address"],
  ["192.0.0.0/24", "a reserved address"],
  ["192.0.2.0/24", "an address for documentation"],
  ["192.88.99.0/24", "a reserved address"],
  ["192.168.0.0/16", "a private address"],
  ["198.18.0.0/15", "an address for benchmarks"],
  ["198.51.100.0/24", "an address for documentation"],
  ["203.0.113.0/24", "an address for documentation"],
  ["224.0.0.0/4", "a multicast address"],
  ["240.0.0.0/4", "a reserved address"],
];

const REFUSED_IPV6: readonly (readonly [cidr: string, what: string])[] = [
  ["::1/128", "a loopback address"],
  ["::/128", "an address of this machine"],
  ["fc00::/7", "a private address"],
  ["fe80::/10", "a link-local address"],
  ["ff00::/8", "a multicast address"],
  ["64:ff9b:1::/48", "a private translation address"],
  ["2001::/23", "a reserved address"],
  ["2001:db8::/32", "an address for documentation"],
  ["3fff::/20", "an address for documentation"],
];

/** Forms of IPv6 that carry an IPv4 address, which is then the one that counts. `at`: where its four bytes stand. */
const CARRIERS: readonly { prefix: readonly number[]; at: number }[] = [
  { prefix: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff], at: 12 }, // IPv4-mapped, RFC 4291
  { prefix: [0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0], at: 12 }, // IPv4-translated, RFC 2765
  { prefix: [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0], at: 12 }, // NAT64, RFC 6052
  { prefix: [0x20, 0x02], at: 2 }, // 6to4, RFC 3056
];

/** Refuses everything that is not the public internet, except what `allow` (CIDRs) names. */
export function createAddressPolicy(allow: readonly string[]): AddressPolicy {
  const allowed = new BlockList();
  for (const cidr of allow) addCidr(allowed, cidr);

  function refusal(address: string): string | undefined {
    const plain = withoutZone(address);
    switch (isIP(plain)) {
      case 4:
        return allowed.check(plain, "ipv4") ? undefined : firstMatch(REFUSED_IPV4_LISTS, plain, "ipv4");
      case 6:
        return allowed.check(plain, "ipv6") ? undefined : ipv6Refusal(plain);
      default:
        return "not an address";
    }
  }

  function ipv6Refusal(address: string): string | undefined {
    const bytes = ipv6Bytes(address);
    for (const { prefix, at } of CARRIERS) {
      if (prefix.every((byte, index) => bytes[index] === byte)) return refusal(bytes.slice(at, at + 4).join("."));
    }
    const named = firstMatch(REFUSED_IPV6_LISTS, address, "ipv6");
    if (named !== undefined) return named;
    // Global unicast is 2000::/3; whatever IANA has not given out is not a place to send customers' data.
    return (bytes[0]! & 0xe0) === 0x20 ? undefined : "a reserved address";
  }

  return { refusal };
}

/** Throws `RangeError` when `cidr` is no address range such as `10.0.0.0/8` or `fd00::/8`; a bare address is a range of one. */
export function addCidr(list: BlockList, cidr: string): void {
  const range = parseCidr(cidr);
  if (range === null) throw new RangeError(`${cidr} is not an address range such as 10.0.0.0/8 or fd00::/8`);
  list.addSubnet(range.address, range.prefix, range.family);
}

type NamedList = readonly [list: BlockList, what: string];

const REFUSED_IPV4_LISTS = REFUSED_IPV4.map(toList);
const REFUSED_IPV6_LISTS = REFUSED_IPV6.map(toList);

function toList([cidr, what]: readonly [string, string]): NamedList {
  const list = new BlockList();
  addCidr(list, cidr);
  return [list, what];
}

function firstMatch(lists: readonly NamedList[], address: string, family: "ipv4" | "ipv6"): string | undefined {
  return lists.find(([list]) => list.check(address, family))?.[1];
}

function withoutZone(address: string): string {
  const percent = address.indexOf("%");
  return percent === -1 ? address : address.slice(0, percent);
}

/** The 16 bytes of a valid IPv6 address. */
function ipv6Bytes(address: string): number[] {
  const [head = "", tail] = address.split("::");
  const start = groups(head);
  const end = tail === undefined ? [] : groups(tail);
  return [...start, ...new Array<number>(16 - start.length - end.length).fill(0), ...end];
}

function groups(part: string): number[] {
  if (part === "") return [];
  return part.split(":").flatMap((group) => {
    if (group.includes(".")) return group.split(".").map(Number);
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
}
