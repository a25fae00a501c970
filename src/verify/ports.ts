// Ports from below the range that the kernel hands out to outgoing connections: a port that is given up for a while
// (an origin that goes down, a varnishd that has yet to start) is not taken by a connection in the meantime.

import { randomInt } from 'node:crypto';
import type { Server } from 'node:net';

const LOWEST = 12_000;
const HIGHEST = 32_000;
const ATTEMPTS = 50;

export function somePort(): number {
  return randomInt(LOWEST, HIGHEST);
}

export async function listenBelowEphemeral(server: Server): Promise<number> {
  for (let attempt = 1; ; attempt += 1) {
    const port = somePort();
    try {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, '127.0.0.1', () => {
          server.off('error', reject);
          resolve();
        });
      });
      return port;
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
    }
  }
}
