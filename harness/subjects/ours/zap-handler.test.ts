// The shim's ZAP handler on the reference implementation.

import * as zmq from '../../../impl/index.ts'
import { zapHandlerCompliance } from '../zeromq-js/zap-handler.compliance.ts'

zapHandlerCompliance('ours', zmq)
