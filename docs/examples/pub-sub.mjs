// A publisher that knows when its subscribers are there (XPublisher), prefixes, unsubscribing, several parts.
import * as zmq from 'zeromq'

const publisher = new zmq.XPublisher({ verbosity: 'allSubsUnsubs' })
await publisher.bind('tcp://127.0.0.1:*')

const subscriber = new zmq.Subscriber()
subscriber.connect(publisher.lastEndpoint)
subscriber.subscribe('weather.', 'end')

const notice = async () => {
  const [[kind, ...topic]] = await publisher.receive()
  return `${kind === 1 ? 'subscribed' : 'unsubscribed'} ${Buffer.from(topic)}`
}
console.log([await notice(), await notice()].sort())

await publisher.send(['weather.oslo', '-3'])
await publisher.send(['sport.oslo', '2:1'])
await publisher.send(['weather.rome', '18', Buffer.from([1, 2, 3])])
await publisher.send('end')

for await (const [topic, ...rest] of subscriber) {
  console.log(String(topic), rest.map(String))
  if (String(topic) === 'end') break
}

subscriber.unsubscribe('weather.')
console.log(await notice())
await publisher.send(['weather.oslo', '-4'])
await publisher.send(['end', 'again'])
console.log((await subscriber.receive()).map(String))

// A plain publisher: no notice, so say hello until somebody hears it.
const plain = new zmq.Publisher()
await plain.bind('inproc://news')
const all = new zmq.Subscriber({ receiveTimeout: 20 })
all.connect('inproc://news')
all.subscribe()
for (let heard = false; !heard; ) {
  await plain.send('hello')
  heard = await all.receive().then(
    () => true,
    error => {
      if (error.code !== 'EAGAIN') throw error
      return false
    },
  )
}
console.log('heard')
console.log('a publisher is writable', plain.writable, 'a subscriber is not', all.writable)

for (const socket of [publisher, subscriber, plain, all]) socket.close()
