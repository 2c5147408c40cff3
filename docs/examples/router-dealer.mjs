// Routing by identity: a router that addresses its dealers, one that refuses unknown ones, and a broker in between.
import * as zmq from 'zeromq'

const router = new zmq.Router({ mandatory: true })
await router.bind('tcp://127.0.0.1:*')

const dealers = ['ann', 'bob'].map(routingId => {
  const dealer = new zmq.Dealer({ routingId })
  dealer.connect(router.lastEndpoint)
  return dealer
})
for (const dealer of dealers) await dealer.send(['', 'hello'])
const greeted = []
while (greeted.length < 2) {
  const [id, delimiter, text] = await router.receive()
  greeted.push(`${id} ${delimiter.length} ${text}`)
}
console.log(greeted.sort())

await router.send(['bob', '', 'for bob'])
await router.send(['ann', '', 'for ann'])
for (const dealer of dealers) console.log((await dealer.receive()).map(String))
await router.send(['eve', '', 'who?']).catch(error => console.log(error.code))

// The usual broker: requests in front, workers behind, a proxy between.
const broker = new zmq.Proxy(new zmq.Router(), new zmq.Dealer())
await broker.frontEnd.bind('inproc://front')
await broker.backEnd.bind('inproc://back')
const running = broker.run()

const workers = [1, 2].map(number => {
  const worker = new zmq.Reply()
  worker.connect('inproc://back')
  const done = (async () => {
    for await (const [request] of worker) await worker.send([request, String(number)])
  })()
  return { worker, done }
})

const client = new zmq.Request()
client.connect('inproc://front')
const answeredBy = new Set()
for (let request = 0; request < 20; request++) {
  await client.send(String(request))
  const [echo, number] = await client.receive()
  if (Number(echo) !== request) throw new Error('wrong reply')
  answeredBy.add(String(number))
}
console.log('20 replies from workers', [...answeredBy].sort().join(' '))

try {
  await broker.frontEnd.send('mine')
} catch (error) {
  console.log(error.code)
}
broker.terminate()
await running
console.log('front and back closed', broker.frontEnd.closed, broker.backEnd.closed)
for (const { worker, done } of workers) {
  worker.close()
  await done
}
for (const socket of [...dealers, router, client]) socket.close()
