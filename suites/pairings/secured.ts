// What the two sides of a connection are told for it to be secured: the options of who decides and of who shows itself, by mechanism.
//
//   server ◄── NULL, PLAIN or CURVE ── client        either of them may bind
//
// Rule: the axis of security is this table; a mechanism more is a row more.

import keys from '../../fixtures/keys/curve.json' with { type: 'json' }
import type { CaseContext } from '../../harness/book/case-context.ts'
import type { Subject } from '../../harness/subjects/subject.ts'

type Options = NonNullable<Parameters<Subject['open']>[1]>

/** The client's public key as octets (RFC 32). */
export const clientKey = Buffer.from('bb88471d65e2659b30c55a5321cebb5aab2b70a398645c26dca2b2fcb43fc518', 'hex')

export const securities = {
  NULL: { server: {}, client: {}, options: [], ops: [] },
  // A PLAIN server lets nobody in whom it cannot ask about.
  PLAIN: {
    server: { plain_server: true },
    client: { plain_username: 'joe', plain_password: 'secret' },
    options: ['plain_server', 'plain_username', 'plain_password'],
    ops: ['zap'],
  },
  CURVE: {
    server: { curve_server: true, curve_secretkey: keys.server.secret },
    client: { curve_serverkey: keys.server.public, curve_publickey: keys.client.public, curve_secretkey: keys.client.secret },
    options: ['curve_server', 'curve_serverkey', 'curve_publickey', 'curve_secretkey'],
    ops: [],
  },
} as const satisfies Record<
  string,
  { readonly server: Options; readonly client: Options; readonly options: readonly string[]; readonly ops: readonly string[] }
>
export type Security = keyof typeof securities

/** Ends the case as unsupported where one of them does not offer this security. */
export function checkOffered(t: Pick<CaseContext, 'unsupported'>, security: Security, subjects: readonly Subject[]): void {
  const { options, ops } = securities[security]
  for (const { name, capabilities } of subjects) {
    if (!options.every(word => capabilities.options.includes(word)) || !ops.every(op => capabilities.ops.includes(op)))
      t.unsupported(`${name} does not offer ${security}`)
  }
}

/** The handler of who decides, where the mechanism needs one: it lets joe in and nobody else. */
export async function admit(subject: Subject, security: Security): Promise<void> {
  if (security === 'PLAIN') await subject.zap([{ credentials: [{ utf8: 'joe' }, { utf8: 'secret' }] }, { status: '400' }])
}
