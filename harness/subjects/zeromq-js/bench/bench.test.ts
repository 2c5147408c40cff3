import * as zmq from 'zeromq'
import { benchCompliance } from './bench.compliance.ts'

benchCompliance(zmq, ['each'])
