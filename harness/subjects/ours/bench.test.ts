import * as zmq from '../../../impl/index.ts'
import { benchCompliance } from '../zeromq-js/bench/bench.compliance.ts'

benchCompliance(zmq, ['each', 'batch'])
