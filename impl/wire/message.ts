// What travels: a message is one or more frames; the order and the number of frames are kept (RFC 37, "Framing").

/** The frames of one message, first to last; at least one. Received frames are Node Buffers (the view class is passed in). */
export type Message = Uint8Array[]

/**
 * Makes a byte view without copying. Pure code is handed this, because the class of the view (`Buffer`) is Node's.
 * Arguments: memory, offset in octets, length in octets.
 */
export type ViewConstructor = new (memory: ArrayBuffer, offset: number, length: number) => Uint8Array<ArrayBuffer>
