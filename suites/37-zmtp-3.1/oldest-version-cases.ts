// `oldestVersion`: what is older is refused, and the greeting is sent at once where nothing below 3.0 is taken.
// Declared by older.spec.ts, whose ids they have.

import type { Section } from '../../harness/book/section.ts'
import { greeting, message } from '../../harness/wire/octets.ts'
import { profiles } from '../../harness/wire/profile.ts'
import { receiving } from '../13-zmtp-1.0/meeting.ts'
import { control, ended, meet, roles } from './meeting.ts'

export const versions = ['1.0', '2.0', '3.0', '3.1'] as const

export function oldestVersionCases({ conformance }: Section): void {
  conformance(
    'oldest-version',
    {
      title: 'A socket that was told which version is the oldest it may speak lets older peers go, and serves the others',
      clauses: ['37/version-2', '37/version-13', '37/version-14', '37/compat-1', '37/security-1'],
      level: 'MUST',
      mode: 'wire',
      obliges: 'receiver',
      needs: { sockets: ['PULL'], options: ['oldest_version'], zmtp: ['1.0', '2.0', '3.0'] },
      axes: { role: roles, oldest: versions, peer: versions },
      kills: ['mut/oldest-version-ignored', 'mut/garbage-waits-for-ever'],
    },
    async t => {
      const allowed = versions.indexOf(t.axes.peer) >= versions.indexOf(t.axes.oldest)
      const way = await receiving(t, '3.1', 'PULL', t.axes.role, { oldest_version: t.axes.oldest })
      await way.peer()
      const peer = await way.next()
      const { opening, message: messageOf } = profiles[t.axes.peer]
      if (allowed) {
        await peer.join(t.axes.peer, { type: 'PUSH' })
        await peer.send(messageOf('message'))
        t.check('message', await way.recv(), ['message'])
      } else {
        await peer.send(opening({ type: 'PUSH' }))
        t.check('the connection', await peer.closed(), ended)
      }
      await (await way.peer()).send(message('legal'))
      t.check('the next message delivered', await way.recv(), ['legal'])
    },
  )

  conformance(
    'strict-greeting',
    {
      title: 'A socket that speaks to nobody older than 3.0 sends 64 octets at once, the padding zero, and expects 64',
      clauses: ['37/version-6', '37/version-7', '37/version-8', '37/compat-1'],
      mode: 'wire',
      obliges: 'both',
      needs: { sockets: ['DEALER'], options: ['oldest_version', 'routing_id'] },
      axes: { role: roles, octets: ['1', '10', '12', '63'] },
      kills: ['mut/half-a-greeting-first', 'mut/padding-not-zero'],
    },
    async t => {
      const meeting = await meet(t, 'DEALER', t.axes.role, { oldest_version: '3.0', routing_id: Buffer.from('name') })
      const peer = await meeting.next()
      const first = await peer.raw(64)
      t.check('octets 1 to 8', first.subarray(1, 9), Buffer.alloc(8))
      await peer.silent()
      await peer.send(greeting().subarray(0, Number(t.axes.octets)))
      peer.halfClose()
      t.check('the connection', await peer.closed(), ended)
      await control(meeting, 'ROUTER')
    },
  )
}
