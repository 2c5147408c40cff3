// The draft socket types, under the package's `./draft` entry as in zeromq.js, and PEER and CHANNEL beyond it (docs/api.md).

export {
  Channel,
  Client,
  Datagram,
  Dish,
  type DishGroupOptions,
  Gather,
  Peer,
  Radio,
  type RadioGroupOptions,
  Scatter,
  Server,
  type ServerRoutingOptions,
} from './socket/draft-classes.ts'
