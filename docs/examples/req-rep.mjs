// Remote procedure calls: a service answers in turn; the errors of breaking the turn.
import * as zmq from 'zeromq'

const service = new zmq.Reply()
await service.bind('tcp://127.0.0.1:*')

const serving = (async () => {
  for await (const [method, ...args] of service) {
    if (String(method) === 'add') await service.send(String(args.reduce((sum, each) => sum + Number(each), 0)))
    else if (String(method) === 'echo') await service.send(args)
    else await service.send(['error', `no method ${method}`])
  }
  console.log('service closed')
})()

const client = new zmq.Request()
client.connect(service.lastEndpoint)

const call = async (...request) => {
  await client.send(request)
  return (await client.receive()).map(String)
}
console.log(await call('add', 1, 2, 3))
console.log(await call('echo', 'ä', Buffer.from('b'), null, 12n, true))
console.log(await call('fly'))
console.log((await call('echo', Buffer.alloc(100000, 'x'))).map(part => part.length))

// Two requests in a row: not without a reply in between.
const impatient = new zmq.Request({ sendTimeout: 0, linger: 0 })
impatient.connect(service.lastEndpoint)
const report = error => console.log(error.code, error.errno, error.message)
await impatient.send(['echo', 'now'])
await impatient.send(['echo', 'again']).catch(report)
console.log(String(await impatient.receive()))

// Nothing comes: time out.
const patient = new zmq.Reply({ receiveTimeout: 10 })
await patient.receive().catch(report)

try {
  await service.bind('nowhere://at.all')
} catch (error) {
  console.log(error.code, error.address)
}
for (const socket of [client, impatient, patient, service]) socket.close()
await serving
try {
  await client.send('too late')
} catch (error) {
  console.log(error.code, error.message)
}
