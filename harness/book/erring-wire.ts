// The raw side of a case, with a bug between it and the subject: what the subject sends is rewritten by a proxy (mutants/wire-mutants.ts).
// Rule: the subject notices nothing of it; without a mutation the proxy is transparent, which is the control.

import type { ProxyFactory } from '../proxy/contract.ts'
import { type Mutation, oneDirection } from '../proxy/mutation.ts'
import type { Wire } from '../wire/contract.ts'

const asItIs: Mutation = () => null

export function erringWire(wire: Wire, proxy: ProxyFactory, mutation: Mutation | null): Wire {
  const bug = mutation ?? asItIs
  return {
    ...wire,
    dial: async endpoint => wire.dial((await proxy(endpoint, { mutation: oneDirection('binder', bug) })).endpoint),
    listen: async scheme => {
      const door = await wire.listen(scheme)
      const { endpoint } = await proxy(door.endpoint, { mutation: oneDirection('connecter', bug) })
      return { ...door, endpoint }
    },
    get logs() {
      return wire.logs
    },
  }
}
