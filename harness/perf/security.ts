// Mechanisms in measurements: what a socket of each side is told. The server is the side that the scenario says, whoever binds.
// Rule: the keys are the example pair of zmq_curve(7) twice over: they protect nothing.

import type { OptionValue } from '../control/protocol.ts'

export type Mechanism = 'NULL' | 'CURVE'

type Options = Readonly<Record<string, OptionValue>>

const pair = { public: 'rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7', secret: 'JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6' }

export const securityOptions = {
  NULL: { server: {}, client: {} },
  CURVE: {
    server: { curve_server: true, curve_secretkey: pair.secret },
    client: { curve_serverkey: pair.public, curve_publickey: pair.public, curve_secretkey: pair.secret },
  },
} as const satisfies Record<Mechanism, { readonly server: Options; readonly client: Options }>
