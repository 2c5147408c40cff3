// RFC 26/CurveZMQ, "The MESSAGE Command", and RFC 25: what travels in MESSAGE, in whatever frames, and comes out whole.
//
//   message  flags 00, 01 (MORE)          command  flags 02, libzmq's: PING, PONG, SUBSCRIBE, CANCEL

import { oneOf } from '../../harness/book/expectation.ts'
import { section } from '../../harness/book/section.ts'
import { asMessage, COMMAND, MORE, outerForms } from '../../harness/wire/curve/commands.ts'
import { ping, subscribe } from '../../harness/wire/octets.ts'
import { join, needs, openHall, roles, sendingNeeds, served } from './hall.ts'

const { conformance } = section(import.meta.url)

conformance(
  'outer-forms',
  {
    title: 'A MESSAGE is taken in a message frame, as libzmq sends it, and in a command frame, as the RFC has it, short and long',
    clauses: ['26/message-11', '26/message-5'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: { role: roles, form: outerForms },
    kills: ['mut/curve-rfc-form-refused', 'mut/curve-libzmq-form-refused'],
  },
  async t => {
    const hall = await openHall(t, t.axes.role)
    const { talk } = await join(hall, { form: t.axes.form })
    const long = Buffer.alloc(300, 'x')
    await talk.send(['short', long])
    t.check('the message', await hall.socket.recv(), ['short', long])
    await talk.send(['again'])
    t.check('the next message', await hall.socket.recv(), ['again'])
  },
)

conformance(
  'sizes',
  {
    title: 'Messages of 0 octets to 1 MiB pass in both directions',
    clauses: ['26/message-12', '26/message-3'],
    mode: 'wire',
    needs: sendingNeeds,
    axes: { role: roles, octets: ['0', '1', '222', '223', '70000', '1048576'] },
    kills: ['mut/curve-message-of-34-at-least', 'mut/curve-message-limit-64k'],
  },
  async t => {
    const hall = await openHall(t, t.axes.role, { type: 'DEALER' })
    const { talk } = await join(hall)
    const data = hall.keyring.octets(Number(t.axes.octets))
    await talk.send([data])
    const [got] = await hall.socket.recv()
    t.check('received', got!.equals(data), true)
    await hall.socket.send([data])
    const [back] = await talk.recv()
    t.check('sent', back!.equals(data), true)
  },
)

conformance(
  'more-inside',
  {
    title: 'MORE inside the boxes joins frames to one message, which is delivered whole or not at all',
    clauses: ['26/message-7', '26/message-5'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: { role: roles },
    kills: ['mut/curve-more-ignored'],
  },
  async t => {
    const hall = await openHall(t, t.axes.role)
    const { talk } = await join(hall)
    await talk.send(['a', '', 'c'])
    t.check('a message of three frames', await hall.socket.recv(), ['a', '', 'c'])
    const { peer, speaker } = await join(hall)
    await peer.send(asMessage(speaker.message('half', { flags: MORE })))
    await peer.close()
    await served(t, hall, 'whole')
  },
)

conformance(
  'commands-inside',
  {
    title: 'A PING inside a MESSAGE, with flags 02 as libzmq has it, is answered by a PONG inside a MESSAGE',
    clauses: ['25/zmtpcurve-4', '26/message-6'],
    level: 'MAY',
    mode: 'wire',
    needs: { ...needs, features: ['heartbeat'] },
    axes: { role: roles },
    kills: ['mut/curve-commands-in-clear', 'mut/curve-boxed-command-delivered'],
  },
  async t => {
    const hall = await openHall(t, t.axes.role)
    const { talk } = await join(hall)
    await talk.say(ping(0, 'context'))
    const { flags, data, outer } = await talk.next()
    t.check('flags inside', flags, COMMAND)
    t.check('the answer', data, '\x04PONGcontext')
    t.check('flags outside', outer.flags, oneOf(0, 4))
    await served(t, hall, 'not the PING')
  },
)

conformance(
  'subscriptions',
  {
    title: 'Subscriptions inside MESSAGE count, as commands of a 3.1 peer and as messages of a 3.0 peer; what is published is sealed',
    clauses: ['25/zmtpcurve-4', '26/message-5'],
    mode: 'wire',
    needs: { ...needs, sockets: ['XPUB'] },
    axes: { role: roles, peer: ['3.1', '3.0'] },
    kills: ['mut/curve-subscriptions-not-opened'],
  },
  async t => {
    const hall = await openHall(t, t.axes.role, { type: 'XPUB' })
    const { talk } = await join(hall, { minor: t.axes.peer === '3.0' ? 0 : 1 })
    if (t.axes.peer === '3.0') await talk.send(['\x01topic'])
    else await talk.say(subscribe('topic'))
    t.check('what XPUB is told', await hall.socket.recv(), ['\x01topic'])
    await hall.socket.send(['other'])
    await hall.socket.send(['topic of the day'])
    t.check('what the subscriber gets', await talk.recv(), ['topic of the day'])
  },
)

conformance(
  'subscribing',
  {
    title: 'A SUB subscribes and cancels inside MESSAGE: by commands towards a 3.1 peer, by messages towards a 3.0 peer',
    clauses: ['25/zmtpcurve-4', '26/message-6'],
    mode: 'wire',
    obliges: 'sender',
    needs: { ...needs, sockets: ['SUB'] },
    axes: { role: roles, peer: ['3.1', '3.0'] },
    kills: ['mut/curve-commands-in-clear'],
  },
  async t => {
    const hall = await openHall(t, t.axes.role, { type: 'SUB' })
    await hall.socket.subscribe('topic')
    const { talk } = await join(hall, { minor: t.axes.peer === '3.0' ? 0 : 1 })
    // What it is sent makes the application look after its connections.
    await talk.send(['topic of the day'])
    t.check('the message', await hall.socket.recv(), ['topic of the day'])
    const subscription = await talk.next()
    const old = t.axes.peer === '3.0'
    t.check('flags of the subscription', subscription.flags, old ? 0 : COMMAND)
    t.check('the subscription', subscription.data, old ? '\x01topic' : '\x09SUBSCRIBEtopic')
    await hall.socket.unsubscribe('topic')
    const cancellation = await talk.next()
    t.check('the cancellation', cancellation.data, old ? '\0topic' : '\x06CANCELtopic')
  },
)

conformance(
  'flags-of-commands',
  {
    title: 'Whatever is sealed in a MESSAGE, a subscription or a PONG too, bits 1 to 7 of its flags are zero',
    clauses: ['26/message-6'],
    mode: 'wire',
    obliges: 'sender',
    needs: { ...needs, sockets: ['SUB'] },
    axes: { role: roles, sealed: ['SUBSCRIBE', 'PONG'] },
  },
  async t => {
    const hall = await openHall(t, t.axes.role, { type: 'SUB' })
    await hall.socket.subscribe('topic')
    const { talk } = await join(hall)
    if (t.axes.sealed === 'PONG') await talk.say(ping(0, 'context'))
    // What it is sent makes the application look after its connections.
    await talk.send(['topic of the day'])
    t.check('the message', await hall.socket.recv(), ['topic of the day'])
    const seen = [await talk.next()]
    if (t.axes.sealed === 'PONG') seen.push(await talk.next())
    for (const { flags, data } of seen) t.check(`flags of ${data.toString('latin1', 1, 10)}`, flags & 0xfe, 0)
  },
)
