/**
 * Which hosts this service may be sent to by what its clients say: those of public addresses, and the ones that its operator
 * lists. Knows nothing of names' addresses: whoever connects resolves a name, and asks about each address that it has.
 */
import ipaddr from 'ipaddr.js';

/** The operator's list: names, and ranges of addresses. */
export interface PrivateHosts {
  readonly names: ReadonlySet<string>;
  readonly ranges: readonly AddressRange[];
}

type AddressRange = readonly [address: ipaddr.IPv4 | ipaddr.IPv6, bits: number];

const HOST_NAME = /^(?=.{1,253}$)(?!-)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*$/;

/** @returns undefined for an entry that is no host name, no address and no range in CIDR notation. */
export function parsePrivateHost(entry: string): string | AddressRange | undefined {
  if (ipaddr.IPv4.isValidCIDRFourPartDecimal(entry) || ipaddr.IPv6.isValidCIDR(entry)) return ipaddr.parseCIDR(entry);
  const literal = addressOf(entry);
  if (literal) return [literal, literal.kind() === 'ipv4' ? 32 : 128];
  const name = plainName(entry);
  return HOST_NAME.test(name) && !/^[\d.]+$/.test(name) ? name : undefined;
}

/** @param entries those that `parsePrivateHost` reads. */
export function privateHosts(entries: readonly string[]): PrivateHosts {
  const parsed = entries.map(parsePrivateHost);
  return {
    names: new Set(parsed.filter((entry) => typeof entry === 'string')),
    ranges: parsed.filter((entry): entry is AddressRange => Array.isArray(entry)),
  };
}

/** An address that a URL names itself, in brackets or not; undefined for a name. */
export function addressOf(host: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  const bare = host.replace(/^\[(.*)\]$/, '$1');
  // Only four decimal parts: a URL has made them of every other form that systems read as an address.
  if (!ipaddr.IPv4.isValidFourPartDecimal(bare) && !ipaddr.IPv6.isValid(bare)) return undefined;
  return ipaddr.process(bare);
}

/** Whether the operator lists a host, by its name or by the range that its address lies in. */
export function isListed(host: string, { names, ranges }: PrivateHosts): boolean {
  const address = addressOf(host);
  if (!address) return names.has(plainName(host));
  return ranges.some(([base, bits]) => base.kind() === address.kind() && address.match([base, bits]));
}

/** All global addresses of IPv6 that there are: the rest is reserved, or embeds others (`::127.0.0.1`). */
const GLOBAL_IPV6 = ipaddr.IPv6.parseCIDR('2000::/3');

/** Whether an address is one of the public Internet: none of the ranges that have a meaning of their own. */
export function isPublic(text: string): boolean {
  const address = addressOf(text);
  if (address?.range() !== 'unicast') return false;
  return address.kind() === 'ipv4' || address.match(GLOBAL_IPV6);
}

/** Names that mean this machine without anybody being asked (RFC 6761). */
export function isLocalName(host: string): boolean {
  return /(?:^|\.)localhost$/.test(plainName(host));
}

/** Names are compared without their case, and without the dot that makes them absolute. */
function plainName(host: string): string {
  return host.toLowerCase().replace(/\.$/, '');
}
