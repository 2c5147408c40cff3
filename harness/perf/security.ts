// Mechanisms in measurements: what a socket of each side is told. The server is the side that the scenario says, whoever binds.
// Rule: the keys are the examples of fixtures/keys/curve.json.

import keys from '../../fixtures/keys/curve.json' with { type: 'json' }
import type { OptionValue } from '../control/protocol.ts'

export type Mechanism = 'NULL' | 'CURVE'

type Options = Readonly<Record<string, OptionValue>>

export const securityOptions = {
  NULL: { server: {}, client: {} },
  CURVE: {
    server: { curve_server: true, curve_secretkey: keys.server.secret },
    client: { curve_serverkey: keys.server.public, curve_publickey: keys.client.public, curve_secretkey: keys.client.secret },
  },
} as const satisfies Record<Mechanism, { readonly server: Options; readonly client: Options }>
