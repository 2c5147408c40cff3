// From a socket's options to the mechanism of one of its connections (zmq_null(7), zmq_plain(7), zmq_curve(7)).
// Rule: a socket that was asked for security and cannot have it does not bind or connect at all.

import { randomFillSync } from 'node:crypto'
import { curveBox } from '../crypto/curve-boxes.ts'
import { ZmqError } from '../error.ts'
import { curveClient } from '../mechanism/curve-client.ts'
import type { CurveTools, KeyPair } from '../mechanism/curve-keys.ts'
import { curveServer } from '../mechanism/curve-server.ts'
import type { Mechanism } from '../mechanism/mechanism.ts'
import { nullMechanism } from '../mechanism/null.ts'
import { plainClient, plainServer } from '../mechanism/plain.ts'
import { sameOctets } from '../wire/constant-time.ts'
import type { Metadata } from '../wire/metadata.ts'
import type { Options } from './options.ts'

/** Makes the mechanism of one connection, given the metadata to announce and whether this side binds. */
export type MakeMechanism = (announced: Metadata, binds: boolean) => Mechanism

const none = new Uint8Array(0)

const random = (length: number): Uint8Array<ArrayBuffer> => randomFillSync(new Uint8Array(length))

/** Tools for one handshake, with the fastest library there is by now. */
export const curveTools = (): CurveTools => ({ box: curveBox(), random, trafficBox: curveBox })

/** For connections with these options from now on; undefined: NULL, and nobody is asked. @throws ZmqError EINVAL when a key is missing or wrong */
export function mechanismFor(options: Options): MakeMechanism | undefined {
  const { mechanism, asServer, strict } = options
  if (strict && asServer && options.zapDomain === null) {
    throw new ZmqError('EINVAL', 'a question to the ZAP handler needs a domain (RFC 27): set zapDomain, or do without strict')
  }
  switch (mechanism) {
    case 'NULL':
      return options.zapDomain === null ? undefined : (own, binds) => nullMechanism(own, strict, true, strict && binds)
    case 'PLAIN': {
      if (asServer) return own => plainServer(own, strict)
      const { plainUsername, plainPassword } = options
      return own => plainClient(own, plainUsername ?? none, plainPassword ?? none, strict)
    }
    case 'CURVE': {
      const keys = pairOf(options)
      if (asServer) {
        const asks = options.zapDomain !== null || !options.zapEnforceDomain
        return own => curveServer(own, keys, curveTools(), asks, strict)
      }
      const server = options.curveServerKey
      if (server === null)
        throw new ZmqError('EINVAL', 'CURVE needs the public key of the server: set curveServerKey (or curveServer on the server)')
      return own => curveClient(own, keys, server, curveTools(), strict)
    }
    default:
      return mechanism satisfies never
  }
}

function pairOf({ curveSecretKey, curvePublicKey }: Options): KeyPair {
  if (curveSecretKey === null) throw new ZmqError('EINVAL', 'CURVE needs a secret key of its own: set curveSecretKey (see curveKeyPair)')
  const publicKey = curveBox().publicKey(curveSecretKey)
  if (curvePublicKey !== null && !sameOctets(publicKey, curvePublicKey)) {
    throw new ZmqError('EINVAL', 'curvePublicKey and curveSecretKey are not a pair')
  }
  return { publicKey, secretKey: curveSecretKey }
}
