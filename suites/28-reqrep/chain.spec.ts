// RFC 28: envelopes through any number of ROUTER-DEALER devices, alternating between two implementations.
//
//   REQ ──► ROUTER│DEALER ──► ROUTER│DEALER ──► REP        each ROUTER adds a frame on the way there, and takes it off on the way back
//   subject  peer              subject            peer …
//
// The devices are moved by hand, frame for frame, so what they deliver can be looked at.

import fc from 'fast-check'
import { section } from '../../harness/book/section.ts'
import type { SubjectSocket } from '../../harness/subjects/subject.ts'

const { property } = section(import.meta.url)

const frames = fc.array(fc.uint8Array({ maxLength: 60 }), { minLength: 1, maxLength: 4 })

property(
  'envelope-integrity',
  {
    title: 'Through up to three devices: the server sees the request alone, the client its reply alone, whatever their frames',
    clauses: ['28/req-2', '28/rep-2', '28/rep-4', '28/rep-8', '28/rep-11', '28/dealer-2', '28/dealer-13', '28/router-9', '28/router-11'],
    mode: 'pair',
    needs: { sockets: ['REQ', 'REP', 'DEALER', 'ROUTER'] },
    axes: { devices: ['0', '1', '2', '3'], client: ['subject', 'peer'] },
    kills: ['mut/rep-keeps-one-hop', 'mut/router-sends-identity-frame', 'mut/rep-reverses-hops', 'mut/rep-mixes-envelopes'],
  },
  {
    arbitrary: fc.array(fc.record({ client: fc.nat({ max: 1 }), request: frames, reply: frames }), { minLength: 1, maxLength: 4 }),
    runs: 5,
    check: async (t, exchanges) => {
      const sides = t.axes.client === 'subject' ? [t.subject, t.peer] : [t.peer, t.subject]
      const clients = [await sides[0]!.open('REQ'), await sides[0]!.open('REQ')]
      const devices: { readonly front: SubjectSocket; readonly back: SubjectSocket }[] = []
      let behind: readonly SubjectSocket[] = clients
      const link = async (binder: SubjectSocket) => {
        const endpoint = await binder.bind('tcp://127.0.0.1:*')
        for (const connecter of behind) await connecter.connect(endpoint)
      }
      for (let at = 1; at <= Number(t.axes.devices); at++) {
        const side = sides[at % 2]!
        const device = { front: await side.open('ROUTER'), back: await side.open('DEALER') }
        await link(device.front)
        devices.push(device)
        behind = [device.back]
      }
      const server = await sides[(devices.length + 1) % 2]!.open('REP')
      await link(server)
      for (const { client: who, request, reply } of exchanges) {
        const client = clients[who]!
        await client.send(request)
        for (const [at, { front, back }] of devices.entries()) {
          const passing = await front.recv()
          t.check(`frames at device ${at}`, passing.length, at + 2 + request.length)
          await back.send(passing)
        }
        t.check('the request', await server.recv(), request)
        await server.send(reply)
        for (const { front, back } of devices.toReversed()) await front.send(await back.recv())
        t.check('the reply', await client.recv(), reply)
      }
    },
  },
)
