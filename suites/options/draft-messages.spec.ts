// HELLO_MSG, DISCONNECT_MSG and HICCUP_MSG on the draft types SERVER, CLIENT and PEER (zmq_setsockopt(3)); on the others: messages.spec.ts.
// Rule: level MUST for who declares the option.

import { section } from '../../harness/book/section.ts'
import { message } from '../../harness/wire/octets.ts'
import { delivered, guest } from '../28-reqrep/guests.ts'
import { meet, roles } from '../37-zmtp-3.1/meeting.ts'
import { partner, party } from '../41-client-server/party.ts'

const { conformance } = section(import.meta.url)

for (const type of ['SERVER', 'CLIENT', 'PEER'] as const)
  conformance(
    `hello-${type.toLowerCase()}`,
    {
      title: 'HELLO_MSG: goes out first on each connection, as a message of one frame',
      clauses: ['lib/hello-msg'],
      level: 'MUST',
      mode: 'wire',
      obliges: 'sender',
      needs: { sockets: [type], options: ['hello_msg'] },
      axes: { role: roles },
      kills: ['mut/hello-is-not-said'],
    },
    async t => {
      const meeting = await meet(t, type, t.axes.role, { hello_msg: Buffer.from('good day') })
      for (const nth of [1, 2]) {
        const peer = await guest(meeting, partner[type])
        // Some take in an accepted peer only when the application calls.
        await delivered(meeting.socket.recv(0))
        t.check(`the first message of connection ${nth}`, await peer.message(), ['good day'])
      }
    },
  )

for (const type of ['SERVER', 'PEER'] as const)
  conformance(
    `disconnect-${type.toLowerCase()}`,
    {
      title: 'DISCONNECT_MSG: received under the routing id of the accepted peer that is gone, after all it said',
      clauses: ['lib/disconnect-msg'],
      level: 'MUST',
      mode: 'wire',
      obliges: 'receiver',
      needs: { sockets: [type], options: ['disconnect_msg'] },
      kills: ['mut/disconnect-is-not-told', 'mut/disconnect-of-a-stranger'],
    },
    async t => {
      const meeting = await meet(t, type, 'bind', { disconnect_msg: Buffer.from('gone') })
      const { peer, routing } = await party(meeting, type)
      await peer.send(message('last'))
      peer.halfClose()
      for (const said of ['last', 'gone']) {
        const { frames, routing: from } = await meeting.socket.recvAttached()
        t.check('what is received, and from whom', { frames, from }, { frames: [Buffer.from(said)], from: routing })
      }
      t.check('nothing more', await delivered(meeting.socket.recv(t.windows.silence)), 'EAGAIN')
    },
  )

for (const type of ['CLIENT', 'PEER'] as const)
  conformance(
    `hiccup-${type.toLowerCase()}`,
    {
      title: 'HICCUP_MSG: received when a connection made from here is lost, and again when the next one is',
      clauses: ['lib/hiccup-msg'],
      level: 'MUST',
      mode: 'wire',
      obliges: 'receiver',
      needs: { sockets: [type], options: ['hiccup_msg', 'reconnect_ivl'] },
      kills: ['mut/hiccup-is-not-told'],
    },
    async t => {
      const socket = await t.subject.open(type, { hiccup_msg: Buffer.from('hic'), reconnect_ivl: 10 })
      const door = await t.wire.listen()
      await socket.connect(door.endpoint)
      for (const nth of [1, 2]) {
        const peer = await guest({ next: () => door.accept() }, partner[type])
        await peer.send(message(`hello ${nth}`))
        t.check('what comes first', await socket.recv(), [`hello ${nth}`])
        await peer.close()
        t.check('the hiccup', await socket.recv(), ['hic'])
      }
      t.check('nothing more', await delivered(socket.recv(t.windows.silence)), 'EAGAIN')
    },
  )
