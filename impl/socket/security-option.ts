// What setting a security option means (zmq_setsockopt(3)): it chooses the mechanism and the role, and the last one set wins.
// Rule: as in libzmq. plainServer or curveServer false, and a user name or password of null, lead back to NULL.

import { encodeZ85 } from '../wire/z85.ts'
import type { OptionName } from './option-table.ts'
import type { Options } from './options.ts'

/** Applies a value that was accepted for the option; false when it is no security option that does more than be kept. */
export function applySecurity(options: Options, name: OptionName, value: unknown): boolean {
  switch (name) {
    case 'plainServer':
      options.asServer = value as boolean
      options.mechanism = value === true ? 'PLAIN' : 'NULL'
      return true
    case 'curveServer':
      options.asServer = value as boolean
      options.mechanism = value === true ? 'CURVE' : 'NULL'
      return true
    case 'plainUsername':
    case 'plainPassword':
      options[name] = value as Uint8Array | null
      options.asServer = false
      options.mechanism = value === null ? 'NULL' : 'PLAIN'
      return true
    case 'curvePublicKey':
    case 'curveSecretKey':
      options[name] = value as Uint8Array
      options.mechanism = 'CURVE'
      return true
    case 'curveServerKey':
      options.curveServerKey = value as Uint8Array
      options.asServer = false
      options.mechanism = 'CURVE'
      return true
    default:
      return false
  }
}

const mechanismWords = { NULL: null, PLAIN: 'plain', CURVE: 'curve' } as const satisfies Record<Options['mechanism'], string | null>

const keyText = (key: Uint8Array | null): string | null => (key === null ? null : encodeZ85(key))

/** The security options whose values follow from several fields, or are shown in another form. */
export const securityValues = (options: Options) => ({
  securityMechanism: () => mechanismWords[options.mechanism],
  plainServer: () => options.asServer && options.mechanism === 'PLAIN',
  curveServer: () => options.asServer && options.mechanism === 'CURVE',
  curvePublicKey: () => keyText(options.curvePublicKey),
  curveSecretKey: () => keyText(options.curveSecretKey),
  curveServerKey: () => keyText(options.curveServerKey),
})
