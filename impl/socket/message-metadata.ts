// What is known of a received message's sender (zmq_msg_gets(3)): the properties of its handshake, its address, and who ZAP says it is.
//
//   metadata(message)?.get('User-Id')
//
// Rule: nothing of it shows on the message itself. It is kept in a private field of the last frame: a WeakMap costs a microsecond a
// message, an own property would make messages unequal to themselves; this costs 8 nanoseconds (measured on Node 24).

/** Names as libzmq has them: `Socket-Type`, `Identity`, `Peer-Address`, `User-Id`, and what peer and handler added. Values are text. */
export type MessageMetadata = ReadonlyMap<string, string>

// A constructor may return another object than its own; fields of a derived class are then added to that.
class Frame {
  constructor(frame: object) {
    // biome-ignore lint/correctness/noConstructorReturn: the way to add a private field to an object of another class
    return frame
  }
}
class Marked extends Frame {
  readonly #metadata: MessageMetadata

  constructor(frame: object, metadata: MessageMetadata) {
    super(frame)
    this.#metadata = metadata
  }

  static of(frame: object): MessageMetadata | null {
    return #metadata in frame ? frame.#metadata : null
  }
}

/** From now on `metadata` finds these properties. Once a frame. */
export function mark(frame: Uint8Array, metadata: MessageMetadata): void {
  new Marked(frame, metadata)
}

/**
 * The metadata of a received message, or of its last frame. Null for messages that were not received from a secured connection,
 * unless the socket's `messageMetadata` is on.
 */
export function metadata(message: Uint8Array | readonly unknown[]): MessageMetadata | null {
  // Behind the parts of a Server's or Dish's message stands what is attached to it.
  const frame = message instanceof Uint8Array ? message : message.findLast(part => part instanceof Uint8Array)
  return frame === undefined ? null : Marked.of(frame)
}
