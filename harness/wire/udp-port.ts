// A port of udp that is free, for subjects that cannot be asked which one they were given (libzmq shows `*` as it was written).
//
//   20000 ──────────► 31999, round and round from a place of this process's own          below what the system gives away by itself
//
// Rule: a port is given out once; it was free a moment ago, and nobody gets it by chance.

import { createSocket } from 'node:dgram'

const first = 20_000
const count = 12_000
let next = (process.pid * 97) % count

/** Resolves with whether nobody has it; asked without sharing, because libzmq shares. */
function isFree(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = createSocket('udp4')
    socket.once('error', () => socket.close(() => resolve(false)))
    socket.bind(port, '0.0.0.0', () => socket.close(() => resolve(true)))
  })
}

/** @throws Error when all are taken */
export async function freeUdpPort(): Promise<number> {
  for (let left = count; left > 0; left--) {
    const port = first + next
    next = (next + 1) % count
    if (await isFree(port)) return port
  }
  throw new Error(`no port of udp between ${first} and ${first + count - 1} is free`)
}

/** An endpoint that is free to be bound. */
export const freeUdpEndpoint = async (): Promise<string> => `udp://127.0.0.1:${await freeUdpPort()}`
