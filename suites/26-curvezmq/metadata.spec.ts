// RFC 26/CurveZMQ, "The INITIATE Command" and "The READY Command": the metadata inside their boxes.
//
//   name length (1-255) │ name │ value length (4, most significant first) │ value        … until the box ends
//
// Both directions carry the same list; role server: the raw client's INITIATE, role client: the raw server's READY.

import { satisfying } from '../../harness/book/expectation.ts'
import { section } from '../../harness/book/section.ts'
import { asCommand, asMessage } from '../../harness/wire/curve/commands.ts'
import { readMetadata } from '../../harness/wire/metadata-reader.ts'
import { property } from '../../harness/wire/octets.ts'
import { arriveWelcome, type Hall, join, metadataFor, needs, openHall, receiveInitiate, refused, roles, sendingNeeds } from './hall.ts'

const { conformance } = section(import.meta.url)

/** A raw peer that says this of itself. */
const saying = (hall: Hall, metadata: Uint8Array) => async () => {
  if (hall.role === 'server') {
    const { peer, client } = await arriveWelcome(hall)
    await peer.send(asCommand(client.initiate(metadata)))
    return peer
  }
  const { peer, server } = await receiveInitiate(hall)
  await peer.send(asCommand(server.ready(metadata)))
  return peer
}
const forbidden = { server: ['READY', 'MESSAGE'], client: ['ERROR', 'MESSAGE'] } as const

conformance(
  'own',
  {
    title:
      'What the subject says of itself: names of letters, digits, - _ . +, each after its length; values after theirs in network order',
    clauses: ['26/grammar-2', '26/grammar-3', '26/initiate-10', '26/initiate-12', '26/initiate-13', '26/initiate-6', '26/ready-4'],
    mode: 'wire',
    obliges: 'sender',
    needs: sendingNeeds,
    axes: { role: roles },
    kills: ['mut/curve-metadata-length-little-endian', 'mut/curve-metadata-name-empty'],
  },
  async t => {
    const hall = await openHall(t, t.axes.role, { type: 'DEALER', options: { routing_id: 'i'.repeat(200) } })
    const metadata = await (async () => {
      if (t.axes.role === 'client') return (await receiveInitiate(hall)).initiate.metadata
      const { peer, client } = await arriveWelcome(hall)
      await peer.send(asCommand(client.initiate(metadataFor(hall))))
      return client.readied((await peer.command('READY')).body).metadata
    })()
    const { properties, malformed } = readMetadata(metadata)
    t.check('metadata', malformed, null)
    t.check('Socket-Type', properties.get('Socket-Type'), 'DEALER')
    t.check('Identity', properties.get('Identity'), 'i'.repeat(200))
    const proper = satisfying('letters, digits, - _ . +, at most 255', (name: string) => /^[\w.+-]{1,255}$/.test(name))
    for (const name of properties.keys()) t.check(`the name ${name}`, name, proper)
  },
)

conformance(
  'names',
  {
    title: 'Names of 1 and of 255 octets are taken, and values of none and of many',
    clauses: ['26/initiate-10', '26/initiate-12', '26/grammar-2', '26/initiate-18', '26/ready-1'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: { role: roles },
    kills: ['mut/curve-metadata-name-of-254', 'mut/curve-metadata-value-not-empty'],
  },
  async t => {
    const hall = await openHall(t, t.axes.role)
    const taken = async (what: string, properties: Readonly<Record<string, string>>) => {
      const { talk } = await join(hall, { properties })
      await talk.send([what])
      t.check(what, await hall.socket.recv(), [what])
    }
    await taken('a name of 1', { X: 'value' })
    await taken('a name of 255', { [`X${'-'.repeat(254)}`]: 'value' })
    await taken('a value of none', { 'X-Nothing': '' })
    await taken('a value of 5000', { 'X-Much': 'v'.repeat(5000) })
  },
)

conformance(
  'no-name',
  {
    title: 'A property whose name has no octets is refused with its command',
    clauses: ['26/initiate-10', '26/initiate-14', '26/ready-5'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: { role: roles, lie: ['with-a-value', 'alone'] },
    kills: ['mut/empty-name-accepted'],
  },
  async t => {
    const hall = await openHall(t, t.axes.role)
    const lie = t.axes.lie === 'alone' ? Buffer.of(0) : property('', 'value')
    await refused(t, hall, { 'no name': saying(hall, Buffer.concat([metadataFor(hall), lie])) }, forbidden[t.axes.role])
  },
)

conformance(
  'letter-case',
  {
    title: 'A Socket-Type that may not be paired is refused in whatever letters its name is written',
    clauses: ['26/initiate-11'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: { role: roles, name: ['Socket-Type', 'socket-type', 'SOCKET-TYPE'] },
    kills: ['mut/curve-socket-type-unchecked'],
  },
  async t => {
    const hall = await openHall(t, t.axes.role)
    await refused(t, hall, { [t.axes.name]: saying(hall, property(t.axes.name, 'PUB')) }, forbidden[t.axes.role])
  },
)

conformance(
  'letter-case-taken',
  {
    title: 'A Socket-Type that fits is taken in whatever letters its name is written',
    clauses: ['26/initiate-11'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: { role: roles, name: ['Socket-Type', 'socket-type', 'SOCKET-TYPE'] },
    kills: ['mut/curve-name-case-matters'],
  },
  async t => {
    const hall = await openHall(t, t.axes.role)
    const metadata = property(t.axes.name, hall.partner)
    if (t.axes.role === 'server') {
      const { peer, client } = await arriveWelcome(hall)
      await peer.send(asCommand(client.initiate(metadata)))
      await peer.command('READY')
      await peer.send(asMessage(client.message('served')))
    } else {
      const { peer, server } = await receiveInitiate(hall)
      await peer.send([asCommand(server.ready(metadata)), asMessage(server.message('served'))])
    }
    t.check('the message', await hall.socket.recv(), ['served'])
  },
)

const lies = {
  'one-too-long': { valueLength: 6 },
  'one-too-short': { valueLength: 4 },
  'two-to-the-31': { valueLength: 0x8000_0000 },
  'two-to-the-32-less-1': { valueLength: 0xffff_ffff },
  'little-endian': { valueLength: 0x0500_0000 },
  'name-past-the-end': { nameLength: 200 },
} as const

conformance(
  'lying-lengths',
  {
    title: 'A name or value of another length than is said, or of 2^31 octets and more, is refused with its command',
    clauses: ['26/initiate-12', '26/initiate-13', '26/initiate-14', '26/initiate-15', '26/ready-5', '26/ready-6', '26/design-4'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: {
      role: roles,
      lie: ['one-too-long', 'one-too-short', 'two-to-the-31', 'two-to-the-32-less-1', 'little-endian', 'name-past-the-end'],
    },
    kills: ['mut/value-length-unchecked', 'mut/value-length-little-endian', 'mut/value-length-signed'],
  },
  async t => {
    const hall = await openHall(t, t.axes.role)
    const lie = property('X', 'value', lies[t.axes.lie])
    await refused(t, hall, { [t.axes.lie]: saying(hall, Buffer.concat([metadataFor(hall), lie])) }, forbidden[t.axes.role])
  },
)

/** Where a second property, `X-Something: 1234`, is cut: length, name, length, value. The first is a good Socket-Type. */
const cuts = {
  'inside-a-name': [1, 2, 5, 11],
  'after-a-name': [12],
  'inside-a-length': [13, 14, 15],
  'after-a-length': [16],
  'inside-a-value': [17, 18, 19],
} as const

conformance(
  'cut-anywhere',
  {
    title: 'Metadata that ends in the middle of a property is refused with its command, although the box is good',
    clauses: ['26/initiate-14', '26/initiate-15', '26/ready-5', '26/ready-6', '26/grammar-2'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: { role: roles, cut: ['inside-a-name', 'after-a-name', 'inside-a-length', 'after-a-length', 'inside-a-value'] },
    kills: ['mut/truncated-metadata-accepted'],
  },
  async t => {
    const hall = await openHall(t, t.axes.role)
    const second = property('X-Something', '1234')
    const attacks = cuts[t.axes.cut].map(
      size => [`${size} octets`, saying(hall, Buffer.concat([metadataFor(hall), second.subarray(0, size)]))] as const,
    )
    await refused(t, hall, Object.fromEntries(attacks), forbidden[t.axes.role])
  },
)

conformance(
  'a-tail',
  {
    title: 'Metadata with an octet too many is refused with its command',
    clauses: ['26/initiate-15', '26/ready-6', '26/grammar-2'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: { role: roles, octet: ['0', '1', '255'] },
    kills: ['mut/curve-metadata-tail-ignored'],
  },
  async t => {
    const hall = await openHall(t, t.axes.role)
    const tail = Buffer.of(Number(t.axes.octet))
    await refused(t, hall, { tail: saying(hall, Buffer.concat([metadataFor(hall), tail])) }, forbidden[t.axes.role])
  },
)

conformance(
  'socket-type',
  {
    title:
      "A client may look at the server's metadata, and a server at the client's: what becomes of socket types that do not fit, or none",
    clauses: ['26/ready-7', '26/ready-2'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: { role: roles, type: ['incompatible', 'unknown', 'missing'] },
  },
  async t => {
    const hall = await openHall(t, t.axes.role)
    const metadata = { incompatible: property('Socket-Type', 'PUB'), unknown: property('Socket-Type', 'X'), missing: Buffer.alloc(0) }
    const peer = await saying(hall, metadata[t.axes.type])()
    const ending = await peer.closed(t.windows.reaction)
    t.note('the connection', ending === 'silence' ? 'goes on' : 'ends')
    await peer.close()
    const { talk } = await join(hall)
    await talk.send(['served'])
    t.check('a legal peer afterwards', await hall.socket.recv(), ['served'])
  },
)
