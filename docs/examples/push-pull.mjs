// A ventilator deals tasks to two workers in turn; a sink collects the results.
import * as zmq from 'zeromq'

const ventilator = new zmq.Push()
const sink = new zmq.Pull()
await ventilator.bind('tcp://127.0.0.1:*')
await sink.bind('tcp://127.0.0.1:*')

const workers = []
for (const name of ['ann', 'bob']) {
  const tasks = new zmq.Pull()
  const results = new zmq.Push()
  tasks.connect(ventilator.lastEndpoint)
  results.connect(sink.lastEndpoint)
  workers.push({ name, tasks, results })
}

const work = workers.map(async ({ name, tasks, results }) => {
  // `send` waits for a peer, so the first result tells that this worker is there.
  await results.send([name, 'ready'])
  for await (const [task] of tasks) await results.send([name, String(Number(task) ** 2)])
})

const ready = []
while (ready.length < 2) ready.push(String((await sink.receive())[0]))
console.log('ready', ready.sort().join(' '))

const count = 1000
const sending = (async () => {
  for (let task = 1; task <= count; task++) await ventilator.send(String(task))
})()

let sum = 0
const share = { ann: 0, bob: 0 }
for (let result = 0; result < count; result++) {
  const [name, square] = await sink.receive()
  share[name] += 1
  sum += Number(square)
}
await sending
console.log('sum of squares', sum)
console.log('every task done once', share.ann + share.bob === count)
console.log('both have worked', share.ann > 0 && share.bob > 0)

for (const { tasks, results } of workers) {
  tasks.close()
  results.close()
}
ventilator.close()
sink.close()
await Promise.all(work)
console.log('closed', ventilator.closed, sink.closed)
