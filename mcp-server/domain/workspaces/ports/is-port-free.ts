import { createServer } from 'node:net';

// A server that listens on one of these is not seen from the others on every system.
const addresses = ['127.0.0.1', '::1', '0.0.0.0', '::'];

/** Whether a port can be bound on IPv4 and IPv6, on loopback and everywhere. An address family that is absent does not count. */
export async function isPortFree(port: number): Promise<boolean> {
  for (const host of addresses) {
    if (!(await canBind(port, host))) return false;
  }
  return true;
}

function canBind(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT'),
    );
    server.listen({ port, host, exclusive: true, ipv6Only: host.includes(':') }, () => server.close(() => resolve(true)));
  });
}
