// RFC 48/RADIO-DISH, between two real implementations; RFC 37, "The Radio-Dish Pattern".

import { section } from '../../harness/book/section.ts'
import { delivered } from '../28-reqrep/guests.ts'

const { conformance } = section(import.meta.url)

conformance(
  'broadcast',
  {
    title: 'A DISH hears what a RADIO sends to the groups it joined, with the group, and nothing else',
    clauses: ['37/semantics-13', '48/dish-13', '48/radio-15', '48/radio-12'],
    mode: 'pair',
    obliges: 'both',
    needs: { sockets: ['RADIO', 'DISH'], ops: ['join'] },
    axes: { subject: ['RADIO', 'DISH'], binder: ['subject', 'peer'], transport: ['tcp', 'ipc'] },
    kills: ['mut/dish-refuses-radio'],
  },
  async t => {
    const mine = await t.subject.open(t.axes.subject)
    const theirs = await t.peer.open(t.axes.subject === 'RADIO' ? 'DISH' : 'RADIO')
    const [binder, connecter] = t.axes.binder === 'subject' ? [mine, theirs] : [theirs, mine]
    const relay = await t.proxy(await binder.bind(t.axes.transport === 'tcp' ? 'tcp://127.0.0.1:*' : 'ipc://*'))
    await connecter.connect(relay.endpoint)
    await relay.handshake()
    const [radio, dish] = t.axes.subject === 'RADIO' ? [mine, theirs] : [theirs, mine]
    for (const name of ['a', '', 'x'.repeat(255)]) await dish.join(name)
    const until = performance.now() + t.windows.deadline
    // A membership takes effect when it has arrived; what is sent before is not owed to anybody.
    for (let heard = false; !heard; ) {
      await radio.sendGroup('x'.repeat(255), 'probe')
      heard = Array.isArray(await delivered(dish.recv(20)))
      if (!heard && performance.now() > until) t.fail('no message arrives')
    }
    const sent = ['a', 'b', '', 'ab', 'x'.repeat(255), 'A', 'a']
    for (const [at, name] of sent.entries()) await radio.sendGroup(name, `${at}`.padEnd(at * 100, '.'))
    await radio.sendGroup('a', 'end')
    const got: string[] = []
    for (let body = ''; body !== 'end'; ) {
      const { frames, group } = await dish.recvAttached()
      body = `${frames}`
      if (body !== 'probe') got.push(`${group}=${body}`)
    }
    const owed = sent.flatMap((name, at) => (['a', '', 'x'.repeat(255)].includes(name) ? [`${name}=${`${at}`.padEnd(at * 100, '.')}`] : []))
    t.check('messages', got, [...owed, 'a=end'])
  },
)
