// The public API: that of zeromq.js v6, with the additions of docs/api.md.

export { Authenticator, type AuthenticatorOptions, type CurveRules } from './auth/authenticator.ts'
export { type Certificate, type NewCertificate, readCertificate, readCertificates, writeCertificate } from './auth/certificate.ts'
export type { Authorize, Decision as AuthenticatorDecision, Request as AuthenticatorRequest } from './auth/contract.ts'
export { type CurveKeyPair, curveKeyPair, curvePublicKey } from './crypto/curve-key-pair.ts'
export { Proxy } from './device/proxy.ts'
export { type ErrnoCode, strerror, ZmqError, ZmtpError, type ZmtpErrorCode } from './error.ts'
export { Context, type ContextOptions, type EffectiveContextOption, globalContext as context } from './socket/context.ts'
export type { Event, EventOfType, EventSubscriber, EventType } from './socket/event.ts'
export type { Message, MessageLike } from './socket/message-like.ts'
export { type MessageMetadata, metadata } from './socket/message-metadata.ts'
export { eventBits } from './socket/monitor-frames.ts'
export type { MonitorOptions } from './socket/monitor-socket.ts'
export { Observer } from './socket/observer.ts'
export { contextOptionFacts, type OptionFacts, type OptionState, socketOptionFacts } from './socket/option-facts.ts'
export type { EffectiveOption } from './socket/option-table.ts'
export type { Readable } from './socket/readable.ts'
export { Socket, type SocketOptions } from './socket/socket.ts'
export {
  Dealer,
  Pair,
  Publisher,
  Pull,
  Push,
  Reply,
  Request,
  Router,
  type RouterConnectOptions,
  Stream,
  type StreamConnectOptions,
  Subscriber,
  XPublisher,
  XSubscriber,
} from './socket/socket-classes.ts'
export type { WaitOptions } from './socket/waiting.ts'
export type { Writable } from './socket/writable.ts'
export { capability, has, version } from './version.ts'
export { z85 } from './wire/z85.ts'
