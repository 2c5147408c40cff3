// The two sides of a CURVE handshake as the raw peer plays them: what each knows, and its next command (26, "General Design").
//
//   client  hello() ─► welcomed(body) ─► initiate() ─► readied(body) ─► traffic()
//   server  greeted(body) ─► welcome() ─► initiated(body) ─► ready() ─► traffic()
//
// Rule: nothing is sent here. Each command takes fields that replace its own; counters go up by one unless a field says otherwise.

import { agreement, type KeyPair, type Keyring } from './box.ts'
import {
  cookieOctets,
  type HelloOctets,
  helloBody,
  type InitiateOctets,
  initiateBody,
  type MessageOctets,
  messageBody,
  type ReadyOctets,
  readyBody,
  vouchOctets,
  type WelcomeOctets,
  welcomeBody,
} from './commands.ts'
import {
  type ReadHello,
  type ReadInitiate,
  type ReadMessage,
  type ReadReady,
  type ReadWelcome,
  readHello,
  readInitiate,
  readMessage,
  readReady,
  readWelcome,
} from './reading.ts'

/** MESSAGE both ways, once the keys are there. */
export interface Traffic {
  /** The body of the next MESSAGE. */
  message(data: MessageOctets['data'], fields?: Partial<MessageOctets>): Buffer
  /** What a MESSAGE of the other side holds. @throws WireMismatch */
  read(body: Buffer): ReadMessage
}

export interface CurveClient extends Traffic {
  /** C, C' and the S to talk to. */
  readonly keys: KeyPair
  readonly transient: KeyPair
  readonly server: Buffer
  /** The last short nonce sent. */
  counter: bigint
  hello(fields?: Partial<HelloOctets>): Buffer
  /** Takes S' and the cookie from a WELCOME. @throws WireMismatch */
  welcomed(body: Buffer): ReadWelcome
  /** A vouch for its own C' and S, unless the fields say otherwise. */
  vouch(fields?: Partial<Parameters<typeof vouchOctets>[0]>): Buffer
  initiate(metadata: Uint8Array, fields?: Partial<InitiateOctets>): Buffer
  /** @throws WireMismatch */
  readied(body: Buffer): ReadReady
}

interface ClientKeys {
  readonly server: Buffer
  readonly keys: KeyPair
  readonly keyring: Keyring
  /** C'; default a fresh one. */
  readonly transient?: KeyPair
}

const tooEarly = (): never => {
  throw new Error('the keys of this connection are not known yet: the handshake has not come so far')
}

export function createCurveClient({ server, keys, keyring, transient = keyring.pair() }: ClientKeys): CurveClient {
  const helloKey = agreement(server, transient.secretKey)
  let welcome: ReadWelcome | null = null
  let key: Buffer | null = null

  const client: CurveClient = {
    keys,
    transient,
    server,
    counter: 0n,
    hello: fields => helloBody({ counter: ++client.counter, transient: transient.publicKey, key: helloKey, ...fields }),
    welcomed(body) {
      welcome = readWelcome(body, helloKey)
      key = agreement(welcome.transient, transient.secretKey)
      return welcome
    },
    vouch: fields =>
      vouchOctets({
        nonce: keyring.octets(16),
        key: agreement((welcome ?? tooEarly()).transient, keys.secretKey),
        client: transient.publicKey,
        server,
        ...fields,
      }),
    initiate: (metadata, fields) =>
      initiateBody({
        cookie: (welcome ?? tooEarly()).cookie,
        counter: ++client.counter,
        key: key ?? tooEarly(),
        client: keys.publicKey,
        vouch: fields?.vouch ?? client.vouch(),
        metadata,
        ...fields,
      }),
    readied: body => readReady(body, key ?? tooEarly()),
    message: (data, fields) =>
      messageBody({ from: 'client', counter: ++client.counter, key: fields?.key ?? key ?? tooEarly(), data, ...fields }),
    read: body => readMessage(body, key ?? tooEarly(), 'server'),
  }
  return client
}

export interface CurveServer extends Traffic {
  /** S and S'. */
  readonly keys: KeyPair
  readonly transient: KeyPair
  /** The last short nonce sent. */
  counter: bigint
  /** Takes C' from a HELLO. @throws WireMismatch */
  greeted(body: Buffer): ReadHello
  welcome(fields?: Partial<WelcomeOctets>): Buffer
  /** @throws WireMismatch */
  initiated(body: Buffer): ReadInitiate
  ready(metadata: Uint8Array, fields?: Partial<ReadyOctets>): Buffer
}

interface ServerKeys {
  readonly keys: KeyPair
  readonly keyring: Keyring
  /** S'; default a fresh one. */
  readonly transient?: KeyPair
}

export function createCurveServer({ keys, keyring, transient = keyring.pair() }: ServerKeys): CurveServer {
  let hello: ReadHello | null = null
  let key: Buffer | null = null

  const server: CurveServer = {
    keys,
    transient,
    counter: 0n,
    greeted(body) {
      hello = readHello(body, keys.secretKey)
      key = agreement(hello.transient, transient.secretKey)
      return hello
    },
    welcome(fields) {
      const { transient: client } = hello ?? tooEarly()
      const cookie =
        fields?.cookie ?? cookieOctets({ nonce: keyring.octets(16), key: keyring.octets(32), client, secret: transient.secretKey })
      const nonce = keyring.octets(16)
      return welcomeBody({ nonce, key: agreement(client, keys.secretKey), transient: transient.publicKey, cookie, ...fields })
    },
    initiated: body => readInitiate(body, key ?? tooEarly(), transient.secretKey),
    ready: (metadata, fields) => readyBody({ counter: ++server.counter, key: key ?? tooEarly(), metadata, ...fields }),
    message: (data, fields) =>
      messageBody({ from: 'server', counter: ++server.counter, key: fields?.key ?? key ?? tooEarly(), data, ...fields }),
    read: body => readMessage(body, key ?? tooEarly(), 'client'),
  }
  return server
}
