// 41/CLIENTSERVER: CLIENT and SERVER.

import { edit, type MutantTable } from './mutant.ts'

const client = 'pattern/client.ts'
const server = 'pattern/server.ts'
const balance = 'const balance = createLoadBalance()'
const next = 'const pipe = balance.next()'
const write = 'pipe.write(message)'
const attach = 'balance.attach(pipe)'
const routed = 'pipe.write([body])'
const counter = 'let counter = seed'
const shown = 'return message === undefined ? undefined : prepend(pipe!.givenRoutingId!, message)'
const chosen = 'const pipe = id.length === 4 ? pipes.get(readInt32(id, 0)) : undefined'
const free = 'if (id !== 0 && !pipes.has(id)) return id'

export const clientServerMutants = {
  'mut/client-sends-multipart': {
    about: 'sends a message of two parts through CLIENT',
    edits: [edit(client, 'requireFrames(message, 1)', '')],
  },
  'mut/client-sends-the-first-part': {
    about: 'sends the first part of a message of two through CLIENT, and drops the other',
    edits: [edit(client, 'requireFrames(message, 1)', 'message.length = 1')],
  },
  'mut/client-splits-long-bodies': {
    about: 'sends a long message of CLIENT in two frames',
    edits: [
      edit(
        client,
        write,
        'const [body] = message\n      pipe.write(body!.length > 8192 ? [body!.subarray(0, 8192), body!.subarray(8192)] : message)',
      ),
    ],
  },
  'mut/client-always-first': {
    about: 'sends to one server as long as that one has room',
    edits: [
      edit(client, balance, `${balance}\n  let favourite: Pipe | undefined`),
      edit(client, next, 'const pipe = favourite?.full === false ? favourite : (favourite = balance.next())'),
    ],
  },
  'mut/client-sends-to-all': {
    about: 'sends every message to every server',
    edits: [
      edit(client, balance, `${balance}\n  const all = new Set<Pipe>()`),
      edit(client, attach, `${attach}\n      all.add(pipe)`),
      edit(client, write, 'for (const each of all) if (!each.full) each.write(message)'),
    ],
  },
  'mut/client-refuses-server': {
    about: 'takes only a CLIENT for the peer of a CLIENT',
    edits: [edit('wire/socket-type.ts', "peers: ['SERVER'], ...single", "peers: ['CLIENT'], ...single")],
  },
  'mut/server-sends-multipart': {
    about: 'sends a message of two parts through SERVER',
    edits: [edit(server, 'requireFrames(message, 2)', ''), edit(server, routed, 'pipe.write(message.slice(1))')],
  },
  'mut/server-splits-long-bodies': {
    about: 'sends a long message of SERVER in two frames',
    edits: [edit(server, routed, 'pipe.write(body.length > 8192 ? [body.subarray(0, 8192), body.subarray(8192)] : [body])')],
  },
  'mut/server-ids-turned-round': {
    about: 'attaches to each message the routing id of the message before',
    edits: [
      edit(server, counter, `${counter}\n  let before: Uint8Array | null = null`),
      edit(
        server,
        shown,
        'const own = pipe?.givenRoutingId\n      const id = before ?? own\n      if (message !== undefined) before = own!\n      return message === undefined ? undefined : prepend(id!, message)',
      ),
    ],
  },
  'mut/server-answers-the-last': {
    about: 'sends to the peer that spoke last, whatever routing id it is given',
    edits: [
      edit(server, counter, `${counter}\n  let last: Pipe | undefined`),
      edit(server, shown, `if (message !== undefined) last = pipe\n      ${shown}`),
      edit(server, chosen, 'const pipe = pipes.has(readInt32(id, 0)) ? last : undefined'),
    ],
  },
  'mut/server-sends-to-all': {
    about: 'sends to every peer what is for one',
    edits: [edit(server, routed, 'for (const each of pipes.values()) if (!each.full) each.write([body])')],
  },
  'mut/server-routing-id-on-the-wire': {
    about: 'sends the routing id too, as a frame',
    edits: [edit(server, routed, 'pipe.write([id, body])')],
  },
  'mut/server-same-id-for-all': {
    about: 'gives every peer the same routing id',
    edits: [edit(server, free, 'if (id !== 0) return 1')],
  },
  'mut/server-id-zero': {
    about: 'gives its first peer the routing id 0',
    edits: [edit(server, counter, 'let counter = 0'), edit(server, free, 'if (!pipes.has(id)) return id')],
  },
  'mut/server-id-changes': {
    about: 'gives a peer a new routing id with every message',
    edits: [
      edit(
        server,
        shown,
        `if (message !== undefined && !pipe!.ended) {
        const id = freshId()
        pipe!.givenRoutingId = newFrame(View, 4)
        writeUint32(pipe!.givenRoutingId, 0, id)
        pipes.set(id, pipe!)
      }
      ${shown}`,
      ),
    ],
  },
  'mut/server-takes-the-identity': {
    about: 'takes the Identity that a peer announces for its routing id',
    edits: [
      edit(
        'session/peer.ts',
        'const announced = socketTypes[socketType].announcesRoutingId ? identity',
        'const announced = identity.length > 0 ? identity',
      ),
      edit(server, 'const id = freshId()', 'const id = pipe.peerRoutingId.length === 4 ? readInt32(pipe.peerRoutingId, 0) : freshId()'),
    ],
  },
  'mut/server-drops-for-unknown': {
    about: 'drops what is for a routing id that nobody has, as a ROUTER does',
    edits: [edit(server, "throw new ZmqError('EHOSTUNREACH')", 'return true')],
  },
  'mut/server-keeps-gone-peer': {
    about: 'goes on taking messages for a peer that has gone, and drops them',
    edits: [
      edit(server, 'if (pipe === undefined || pipe.ended) throw', 'if (pipe?.ended) return true\n      if (pipe === undefined) throw'),
      edit(server, 'if (pipe.givenRoutingId !== null) pipes.delete(readInt32(pipe.givenRoutingId, 0))', ''),
    ],
  },
  'mut/server-drops-for-full': {
    about: 'drops what is for a full peer, as a ROUTER does',
    edits: [edit(server, 'if (pipe.full) return false', 'if (pipe.full) return true')],
  },
  'mut/server-waits-in-one-line': {
    about: 'lets all sends wait behind one that waits for a full peer',
    edits: [edit(server, 'id?.length === 4 ? readInt32(id, 0) : null', 'id === undefined ? 0 : null')],
  },
  'mut/server-overtakes-for-one-peer': {
    about: 'tries the sends that wait for a peer in the reverse of their order',
    edits: [edit('socket/sender.ts', 'this.#jobs.push(job)', 'this.#jobs.unshift(job)')],
  },
} as const satisfies MutantTable
