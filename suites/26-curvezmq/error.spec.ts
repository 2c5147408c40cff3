// RFC 26/CurveZMQ, "The ERROR Command": a server's no, in clear, in place of WELCOME or of READY.
//
//   05ERROR  reason length 1  reason 0-255 visible characters             at least 7 octets
//
// ERROR is final: a client closes, and does not come again with what was refused. A client never says it.

import { atLeast, satisfying } from '../../harness/book/expectation.ts'
import { section } from '../../harness/book/section.ts'
import { WireMismatch, type WirePeer } from '../../harness/wire/contract.ts'
import { asCommand, COMMAND } from '../../harness/wire/curve/commands.ts'
import { createCurveServer } from '../../harness/wire/curve/speaker.ts'
import { command, error } from '../../harness/wire/octets.ts'
import {
  arriveWelcome,
  askingNeeds,
  ended,
  type Hall,
  join,
  metadataFor,
  needs,
  openHall,
  receive,
  receiveInitiate,
  refused,
  roles,
  type Stage,
  served,
} from './hall.ts'

const { conformance } = section(import.meta.url)

const moments = ['for-welcome', 'for-ready'] as const
const until = (hall: Hall, moment: (typeof moments)[number]) => (moment === 'for-welcome' ? receive(hall) : receiveInitiate(hall))

/** Whether the client comes to this door again within the reaction window, when it is to wait 1 ms for that. */
async function comesAgain(
  t: Stage,
  act: (peer: WirePeer, server: ReturnType<typeof createCurveServer>) => Promise<unknown>,
): Promise<boolean> {
  const hall = await openHall(t, 'client', { options: { reconnect_ivl: 1 } })
  await served(t, hall, 'before')
  const door = await t.wire.listen()
  await hall.socket.connect(door.endpoint)
  const peer = await door.accept()
  const server = createCurveServer({ keys: hall.server, keyring: hall.keyring })
  await peer.greet({ mechanism: 'CURVE', asServer: true })
  server.greeted((await peer.command('HELLO')).body)
  await act(peer, server)
  t.check('the connection', await peer.closed(), ended)
  return door.accept(t.windows.silence).then(
    () => true,
    (mismatch: unknown) => {
      if (mismatch instanceof WireMismatch) return false
      throw mismatch
    },
  )
}

conformance(
  'final',
  {
    title: 'ERROR in place of WELCOME or of READY is final: the client closes and does not come again',
    clauses: ['26/design-3', '26/errorcmd-5', '26/errorcmd-4'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: { moment: moments, reason: ['400', 'none', '255-octets'] },
    kills: ['mut/reconnects-after-error', 'mut/error-ignored'],
  },
  async t => {
    const reason = { '400': '400', none: '', '255-octets': '!'.repeat(255) }[t.axes.reason]
    const again = await comesAgain(t, async (peer, server) => {
      if (t.axes.moment === 'for-ready') {
        await peer.send(asCommand(server.welcome()))
        await peer.command('INITIATE')
      }
      await peer.send(error(reason))
    })
    t.check('the client comes again', again, false)
  },
)

conformance(
  'malformed',
  {
    title: 'An ERROR of fewer than 7 octets, or whose reason is shorter than it says, ends the connection like any other',
    clauses: ['26/errorcmd-3', '26/errorcmd-4', '26/errorcmd-5', '26/design-4'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: { moment: moments },
    kills: ['mut/malformed-error-ignored', 'mut/error-ignored', 'mut/curve-client-answers-error'],
  },
  async t => {
    const hall = await openHall(t, 'client')
    const saying = (octets: Uint8Array) => async () => {
      const { peer } = await until(hall, t.axes.moment)
      await peer.send(octets)
      return peer
    }
    const attacks = {
      '6 octets': saying(command('ERROR')),
      'reason past the end': saying(error('400', { reasonLength: 4 })),
      'reason far past the end': saying(error('400', { reasonLength: 255 })),
    }
    await refused(t, hall, attacks, ['ERROR', 'INITIATE', 'MESSAGE'])
  },
)

conformance(
  'after-ready',
  {
    title: 'An ERROR after READY, in clear or in a box, ends the connection and is not delivered',
    clauses: ['26/errorcmd-5', '26/ready-8'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: { role: roles, form: ['in-clear', 'in-a-box'] },
    kills: ['mut/curve-handshake-commands-skipped'],
  },
  async t => {
    const hall = await openHall(t, t.axes.role)
    const saying = async () => {
      const { peer, talk, speaker } = await join(hall)
      if (t.axes.form === 'in-a-box') await talk.say(error('400'))
      else await peer.send(error('400'))
      t.note('flags inside', t.axes.form === 'in-a-box' ? COMMAND : speaker.counter)
      return peer
    }
    if (t.axes.form === 'in-clear') return refused(t, hall, { ERROR: saying }, ['ERROR', 'MESSAGE'])
    const peer = await saying()
    t.note('ERROR in a box', (await peer.closed(t.windows.reaction)) === 'silence' ? 'is passed over' : 'ends the connection')
    await peer.close()
    await served(t, hall, 'afterwards')
  },
)

conformance(
  'refusal',
  {
    title: 'A client that the ZAP handler refuses is told ERROR, and neither READY nor MESSAGE',
    clauses: ['26/design-2', '26/errorcmd-1', '26/errorcmd-3', '26/errorcmd-4', '26/initiate-16', '26/initiate-17'],
    mode: 'wire',
    obliges: 'sender',
    needs: askingNeeds,
    axes: { status: ['400', '500'] },
    kills: [
      'mut/curve-refused-in-silence',
      'mut/curve-refused-gets-ready',
      'mut/error-without-length',
      'mut/curve-error-without-name-length',
    ],
  },
  async t => {
    await t.subject.zap([{ credentials: [{ hex: 'ff' }] }, { status: t.axes.status }])
    const hall = await openHall(t, 'server', { options: { zap_domain: 'book' } })
    const { peer, client } = await arriveWelcome(hall)
    await peer.send(asCommand(client.initiate(metadataFor(hall))))
    const answer = await peer.frame()
    t.check('the answer', answer.name, 'ERROR')
    t.check('octets', answer.body.length, atLeast(7))
    t.check('length of the reason', answer.body[6], answer.body.length - 7)
    const visible = satisfying('visible characters', (text: string) => /^[!-~]*$/.test(text))
    t.check('the reason', answer.body.toString('latin1', 7), visible)
    t.check('the connection', await peer.closed(), ended)
  },
)
