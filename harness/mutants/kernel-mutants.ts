// The appendix on options: what the system is to keep for a connection.

import { edit, type MutantTable } from './mutant.ts'

const tuning = 'transport/tcp-tuning.ts'

export const kernelMutants = {
  'mut/buffers-exchanged': {
    about: 'sets the receive buffer to ZMQ_SNDBUF and the send buffer to ZMQ_RCVBUF',
    edits: [
      edit(tuning, `['SO_SNDBUF', options.sendBufferSize]`, `['SO_RCVBUF', options.sendBufferSize]`),
      edit(tuning, `['SO_RCVBUF', options.receiveBufferSize]`, `['SO_SNDBUF', options.receiveBufferSize]`),
    ],
  },
  'mut/keepalive-stays-off': {
    about: 'leaves the keep-alive of TCP off whatever ZMQ_TCP_KEEPALIVE says',
    edits: [edit(tuning, 'socket.setKeepAlive(tcpKeepalive === 1)', 'socket.setKeepAlive(false)')],
  },
  'mut/keepalive-at-the-systems-times': {
    about: 'ignores ZMQ_TCP_KEEPALIVE_IDLE',
    edits: [edit(tuning, 'or(tcpKeepaliveIdle, system.idle)', 'system.idle')],
  },
  'mut/keepalive-interval-for-count': {
    about: 'takes ZMQ_TCP_KEEPALIVE_INTVL for ZMQ_TCP_KEEPALIVE_CNT, and that for the interval',
    edits: [
      edit(tuning, 'or(tcpKeepaliveInterval, system.interval)', 'or(tcpKeepaliveCount, system.interval)'),
      edit(tuning, 'or(tcpKeepaliveCount, system.count)', 'or(tcpKeepaliveInterval, system.count)'),
    ],
  },
  'mut/keepalive-times-only-with-idle': {
    about: 'ignores ZMQ_TCP_KEEPALIVE_INTVL and ZMQ_TCP_KEEPALIVE_CNT unless ZMQ_TCP_KEEPALIVE_IDLE is set',
    edits: [edit(tuning, 'Math.max(tcpKeepaliveIdle, tcpKeepaliveInterval, tcpKeepaliveCount) <= 0', 'tcpKeepaliveIdle <= 0')],
  },
  'mut/keepalive-times-of-its-own': {
    about: 'probes every second, ten times, when ZMQ_TCP_KEEPALIVE_IDLE alone is set',
    edits: [
      edit(tuning, 'or(tcpKeepaliveInterval, system.interval)', 'or(tcpKeepaliveInterval, 1)'),
      edit(tuning, 'or(tcpKeepaliveCount, system.count)', 'or(tcpKeepaliveCount, 10)'),
    ],
  },
  'mut/maxrt-in-seconds': {
    about: 'takes ZMQ_TCP_MAXRT for seconds',
    edits: [
      edit(tuning, `['TCP_USER_TIMEOUT', options.tcpMaxRetransmitTimeout]`, `['TCP_USER_TIMEOUT', options.tcpMaxRetransmitTimeout * 1000]`),
    ],
  },
  'mut/type-of-service-is-ignored': {
    about: 'ignores ZMQ_TOS',
    edits: [edit(tuning, 'if (typeOfService > 0) socket.setTypeOfService(typeOfService)', '')],
  },
  'mut/priority-is-ignored': {
    about: 'ignores ZMQ_PRIORITY',
    edits: [edit(tuning, `if (options.priority > 0) yield ['SO_PRIORITY', options.priority]`, '')],
  },
  'mut/busy-poll-is-ignored': {
    about: 'ignores ZMQ_BUSY_POLL',
    edits: [edit(tuning, `if (options.busyPoll > 0) yield ['SO_BUSY_POLL', options.busyPoll]`, '')],
  },
  'mut/backlog-is-ignored': {
    about: 'ignores ZMQ_BACKLOG',
    edits: [edit('transport/net-listen.ts', 'plan.backlog === 100 ? 1024 : plan.backlog', '1024')],
  },
} as const satisfies MutantTable
