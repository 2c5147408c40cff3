// Who may come in: address lists first, then what the mechanism showed, then the application (as pyzmq's Authenticator).
// Rule: what is not allowed is refused, and the text says by which rule; it never repeats what the peer showed.

import type { Decision, Policy, Request } from './contract.ts'
import { sameSecret } from './secret-index.ts'

const allow = (userId: string, metadata: Readonly<Record<string, string>> = {}): Decision => ({ status: 200, text: 'OK', userId, metadata })
const refuse = (text: string): Decision => ({ status: 400, text, userId: '', metadata: {} })

/** The rules for a domain: its own, or those of `*`. */
const forDomain = <Rules>(rules: ReadonlyMap<string, Rules>, domain: string): Rules | undefined => rules.get(domain) ?? rules.get('*')

export function decide(policy: Policy, request: Request): Decision {
  const { allowed, denied } = policy
  if (allowed.size > 0 && !allowed.has(request.address)) return refuse('Address not allowed')
  if (denied.has(request.address)) return refuse('Address denied')
  switch (request.mechanism) {
    case 'NULL':
      return allow('anonymous')
    case 'PLAIN':
      return decidePlain(policy, request)
    case 'CURVE':
      return decideCurve(policy, request)
    default:
      return refuse('Mechanism not supported')
  }
}

function decidePlain({ passwords }: Policy, { domain, credentials }: Request): Decision {
  const [user, password] = credentials
  if (user === undefined || password === undefined || credentials.length !== 2) return refuse('Invalid credentials')
  const users = forDomain(passwords, domain)
  if (users === undefined) return refuse('No passwords for this domain')
  const name = user.toString()
  const known = users.get(name)
  // A user nobody knows takes as long as a wrong password.
  const right = sameSecret(password, known ?? '')
  return known !== undefined && right ? allow(name) : refuse('Invalid user name or password')
}

function decideCurve({ keys }: Policy, { domain, credentials, publicKey }: Request): Decision {
  const [key] = credentials
  if (key === undefined || credentials.length !== 1 || publicKey === null) return refuse('Invalid credentials')
  const known = forDomain(keys, domain)
  if (known === undefined) return refuse('No keys for this domain')
  if (known === 'any') return allow(publicKey)
  const owner = known.get(key)
  return owner === undefined ? refuse('Unknown key') : allow(publicKey, owner)
}
