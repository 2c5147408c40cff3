// RFC 26/CurveZMQ, "General Design" and "The INITIATE Command": whose key it is, and who may come in.
//
//   INITIATE ──► server ── ZAP: CURVE, C in 32 octets ──► handler: 200, 400 …          READY, or not

import { section } from '../../harness/book/section.ts'
import { asCommand, asMessage } from '../../harness/wire/curve/commands.ts'
import { joinServer } from '../../harness/wire/curve/conversation.ts'
import { createCurveClient } from '../../harness/wire/curve/speaker.ts'
import { arrive, arriveWelcome, askingNeeds, type Hall, join, metadataFor, needs, openHall, refused, type Stage } from './hall.ts'

const { conformance } = section(import.meta.url)

const key = (bytes: Buffer) => ({ hex: bytes.toString('hex') })

/** A server whose handler knows the legal client only. */
async function guarded(t: Stage, userId?: string): Promise<Hall> {
  const hall = await openHall(t, 'server', { options: { zap_domain: 'book' } })
  const known = { mechanism: 'CURVE', credentials: [key(hall.client.publicKey)], ...(userId !== undefined && { user_id: userId }) }
  await t.subject.zap([known, { status: '400' }])
  return hall
}

conformance(
  'by-key',
  {
    title: 'A handler is shown the client key in 32 octets, and decides: who is known gets READY, who is not gets no further',
    clauses: ['26/design-6', '26/initiate-16', '26/initiate-17', '26/initiate-18', '26/ready-1'],
    level: 'MUST',
    mode: 'wire',
    obliges: 'receiver',
    needs: askingNeeds,
    kills: ['mut/curve-asks-about-transient-key', 'mut/curve-refused-gets-ready', 'mut/curve-never-asks'],
  },
  async t => {
    const hall = await guarded(t)
    const stranger = hall.keyring.pair()
    const attack = async () => {
      const { peer, client } = await arriveWelcome(hall, { keys: stranger })
      await peer.send(asCommand(client.initiate(metadataFor(hall))))
      return peer
    }
    await refused(t, hall, { 'a stranger': attack }, ['READY', 'MESSAGE'])
    const shown = (await t.subject.asked(3)).map(frames => frames.at(-1))
    t.check('keys shown', shown, [hall.client.publicKey, stranger.publicKey, hall.client.publicKey])
  },
)

conformance(
  'while-asking',
  {
    title:
      'While the handler is asked, nothing is said to the client and nothing is taken from it; a message sent too early is not delivered',
    clauses: ['26/initiate-18', '26/ready-1', '26/message-2', '26/design-8'],
    level: 'MUST',
    mode: 'wire',
    obliges: 'receiver',
    needs: askingNeeds,
    axes: { said: ['nothing', 'message'] },
    kills: ['mut/curve-ready-before-the-answer'],
  },
  async t => {
    const hall = await openHall(t, 'server', { options: { zap_domain: 'book' } })
    await t.subject.zap([{ hold: true }])
    const { peer, client } = await arriveWelcome(hall)
    await peer.send(asCommand(client.initiate(metadataFor(hall))))
    await t.subject.asked(1)
    if (t.axes.said === 'message') await peer.send(asMessage(client.message('too early')))
    const early = await hall.socket.recv(t.windows.silence).catch(() => null)
    t.check('delivered before the answer', early, null)
    if (t.axes.said === 'message') return void (await peer.close())
    await peer.silent()
    await t.subject.zap([{ status: '200' }])
    client.readied((await peer.command('READY')).body)
    await peer.send(asMessage(client.message('in time')))
    t.check('delivered after the answer', await hall.socket.recv(), ['in time'])
  },
)

conformance(
  'user-id',
  {
    title: 'A server can tell its clients apart by their keys: each message shows the user id of the key that its client proved to have',
    clauses: ['26/design-7', '26/design-6'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { ...askingNeeds, features: ['metadata'] },
    kills: ['mut/curve-user-id-of-the-first'],
  },
  async t => {
    const hall = await openHall(t, 'server', { options: { zap_domain: 'book' } })
    const other = hall.keyring.pair()
    await t.subject.zap([
      { credentials: [key(hall.client.publicKey)], user_id: 'joe' },
      { credentials: [key(other.publicKey)], user_id: 'jane' },
      { status: '400' },
    ])
    const { talk: joe } = await join(hall)
    const janes = createCurveClient({ server: hall.server.publicKey, keys: other, keyring: hall.keyring })
    const jane = await joinServer(await hall.connect(), janes, { type: hall.partner })
    for (const [talk, name] of [
      [joe, 'joe'],
      [jane, 'jane'],
      [joe, 'joe'],
    ] as const) {
      await talk.send([`of ${name}`])
      const { frames, meta } = await hall.socket.recvMeta()
      t.check('the message', frames, [`of ${name}`])
      t.check('its user id', meta?.['User-Id'], name)
    }
  },
)

conformance(
  'not-asked-too-soon',
  {
    title: 'Nobody is asked about a client before its whole INITIATE has proved right',
    clauses: ['26/initiate-14', '26/initiate-15'],
    mode: 'wire',
    obliges: 'receiver',
    needs: askingNeeds,
    kills: ['mut/curve-vouch-unopened'],
  },
  async t => {
    const hall = await guarded(t)
    const forged = async () => {
      const { peer, client } = await arriveWelcome(hall)
      await peer.send(asCommand(client.initiate(metadataFor(hall), { vouch: Buffer.alloc(96) })))
      return peer
    }
    const cut = async () => {
      const { peer, client } = await arriveWelcome(hall)
      await peer.send(asCommand(client.initiate(metadataFor(hall)).subarray(0, 256)))
      return peer
    }
    const early = async () => {
      const { peer, client } = await arrive(hall)
      await peer.send(asCommand(client.hello({ box: Buffer.alloc(80) })))
      return peer
    }
    await refused(t, hall, { forged, cut, early }, ['READY', 'MESSAGE'])
    t.check('questions: of the two legal clients', (await t.subject.asked(2)).length, 2)
  },
)

conformance(
  'without-a-handler',
  {
    title: 'What becomes of a client when no handler is there to be asked',
    clauses: ['26/initiate-16'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
  },
  async t => {
    const hall = await openHall(t, 'server')
    const { talk } = await join(hall)
    await talk.send(['let in'])
    t.check('the message', await hall.socket.recv(), ['let in'])
  },
)
