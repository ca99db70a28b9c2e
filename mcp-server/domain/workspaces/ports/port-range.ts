import { readFileSync } from 'node:fs';

/** A range of ports, both ends included. */
export interface PortRange {
  from: number;
  to: number;
}

// Beyond most numbers that servers come with, and beyond 10080, the last port that browsers refuse to open (the "bad ports" of
// fetch.spec.whatwg.org).
const lowest = 20_000;
const highest = 65_535;

/**
 * The larger of the two ranges beside the one from which this machine gives ports to outgoing connections, which could take a
 * leased port at any moment. It starts above every port that browsers refuse.
 */
export function portRange(ephemeral: PortRange = ephemeralRange()): PortRange {
  const below = { from: lowest, to: Math.min(ephemeral.from - 1, highest) };
  const above = { from: Math.max(ephemeral.to + 1, lowest), to: highest };
  const size = ({ from, to }: PortRange) => to - from + 1;
  const larger = size(below) >= size(above) ? below : above;
  // Where nearly all ports are ephemeral, probing alone has to do.
  return size(larger) >= 256 ? larger : { from: lowest, to: highest };
}

/** What Linux says, and elsewhere the range that IANA names, which macOS and Windows use. */
function ephemeralRange(): PortRange {
  try {
    const [from = 0, to = 0] = readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').trim().split(/\s+/).map(Number);
    return { from, to };
  } catch {
    return { from: 49_152, to: 65_535 };
  }
}
