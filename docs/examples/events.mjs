// What happens to connections: by reading events, by iterating, and by listening.
import * as zmq from 'zeromq'

const server = new zmq.Reply({ linger: 0 })
const client = new zmq.Request({ linger: 0 })

const names = { server: [], client: [] }
const watch = async (socket, list) => {
  for await (const event of socket.events) list.push(event.type)
}
const watching = [watch(server, names.server), watch(client, names.client)]

await server.bind('tcp://127.0.0.1:*')
const address = server.lastEndpoint
client.connect(address)
await client.send('ping')
await server.receive()
await server.send('pong')
await client.receive()

client.close()
await watching[1]
while (!names.server.includes('disconnect')) await new Promise(resolve => setTimeout(resolve, 5))
server.close()
await watching[0]
console.log('server', names.server.join(' '))
console.log('client', names.client.join(' '))

// One event, read by hand.
const lonely = new zmq.Dealer({ linger: 0, reconnectInterval: 20 })
lonely.connect(address)
const seen = new Map()
while (!seen.has('connect:retry')) {
  const event = await lonely.events.receive()
  seen.set(event.type, event)
}
const { interval, address: of } = seen.get('connect:retry')
console.log('retry', of === address, interval >= 20 && interval < 40)
lonely.close()

// Listening. The first `on` decides: no reading from then on.
const listened = new zmq.Pull()
const bound = new Promise(resolve => {
  listened.events.on('bind', event => resolve(event.address))
})
const ended = new Promise(resolve => {
  listened.events.on('end', () => resolve('end'))
})
await listened.bind('tcp://127.0.0.1:*')
console.log('heard', (await bound) === listened.lastEndpoint)
try {
  await listened.events.receive()
} catch (error) {
  console.log(error.message)
}

const other = new zmq.Pull()
const failed = new Promise(resolve => {
  other.events.on('bind:error', resolve)
})
const busy = await other.bind(listened.lastEndpoint).catch(error => error)
console.log(busy.code, busy.address === listened.lastEndpoint)
const { type, error } = await failed
console.log(type, error.code, error.errno)
other.close()
listened.close()
console.log(await ended)
