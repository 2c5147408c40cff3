// The shim's ZAP handler on libzmq.

import * as zmq from 'zeromq'
import { zapHandlerCompliance } from './zap-handler.compliance.ts'

zapHandlerCompliance('libzmq', zmq)
