// RFC 26/CurveZMQ, "General Design": who has not been let in is not seen, be it by a subscription, and gets nothing of what is published.
//
//   greeting ─ HELLO ─ INITIATE ─ READY          subscriptions count from here on; before, they end the connection

import { section } from '../../harness/book/section.ts'
import { asCommand, asMessage, COMMAND } from '../../harness/wire/curve/commands.ts'
import { message, subscribe } from '../../harness/wire/octets.ts'
import { arrive, arriveWelcome, ended, join, metadataFor, needs, openHall, receive, receiveInitiate, rest } from './hall.ts'

const { conformance } = section(import.meta.url)

const forms = { command: subscribe(''), message: message('\x01') } as const
/** Body of SUBSCRIBE, for a box. */
const boxed = Buffer.from('\x09SUBSCRIBE')

conformance(
  'at-a-server',
  {
    title: 'A subscription of a client that has not got READY is not told to XPUB, nothing is published to it, and it is let go',
    clauses: ['26/design-8', '26/initiate-17', '26/message-2'],
    level: 'MUST',
    mode: 'wire',
    obliges: 'receiver',
    needs: { ...needs, sockets: ['XPUB'], ops: ['zap', 'asked'] },
    axes: { after: ['greeting', 'HELLO', 'refusal', 'sealed-with-INITIATE'], form: ['command', 'message'] },
    kills: ['mut/curve-refused-gets-ready'],
  },
  async t => {
    const hall = await openHall(t, 'server', { type: 'XPUB', options: { zap_domain: 'book' } })
    const stranger = hall.keyring.pair()
    await t.subject.zap([{ credentials: [{ hex: hall.client.publicKey.toString('hex') }] }, { status: '400' }])
    const { peer, client } = await (t.axes.after === 'greeting' ? arrive(hall) : arriveWelcome(hall, { keys: stranger }))
    if (t.axes.after === 'refusal' || t.axes.after === 'sealed-with-INITIATE') {
      const sealed = asMessage(
        t.axes.form === 'command' ? client.message(boxed, { flags: COMMAND, counter: 9 }) : client.message('\x01', { counter: 9 }),
      )
      const initiate = asCommand(client.initiate(metadataFor(hall)))
      await peer.send(t.axes.after === 'refusal' ? initiate : [initiate, sealed])
      // With more behind it in the same segment nobody need be asked.
      if (t.axes.after === 'refusal') await t.subject.asked(1)
    }
    if (t.axes.after !== 'sealed-with-INITIATE') await peer.send(forms[t.axes.form])
    const { talk } = await join(hall)
    await talk.say(subscribe('news'))
    t.check('the first subscription that XPUB is told', await hall.socket.recv(), ['\x01news'])
    await hall.socket.send(['news of the day'])
    t.check('what the legal subscriber gets', await talk.recv(), ['news of the day'])
    const { frames, ending } = await rest(peer, t.windows.reaction)
    t.check(
      'what the other gets',
      frames.filter(name => name !== 'ERROR'),
      [],
    )
    t.note('its connection', ending)
  },
)

conformance(
  'at-a-client',
  {
    title: 'A subscription of a server that has not said READY is not told to XPUB, and ends the connection',
    clauses: ['26/design-8', '26/ready-6', '26/message-1'],
    level: 'MUST',
    mode: 'wire',
    obliges: 'receiver',
    needs: { ...needs, sockets: ['XPUB'] },
    axes: { before: ['WELCOME', 'READY'], form: ['command', 'message'] },
    kills: ['mut/curve-unknown-command-skipped'],
  },
  async t => {
    const hall = await openHall(t, 'client', { type: 'XPUB' })
    const { peer } = await (t.axes.before === 'WELCOME' ? receive(hall) : receiveInitiate(hall))
    await peer.send(forms[t.axes.form])
    t.check('the connection', (await rest(peer)).ending, ended)
    const { talk } = await join(hall)
    await talk.say(subscribe('news'))
    t.check('the first subscription that XPUB is told', await hall.socket.recv(), ['\x01news'])
  },
)
