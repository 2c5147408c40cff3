// What one peer can make this side hold (RFC 37, "Security Considerations": limits are the implementation's).
// Rule: every limit has a default that no honest peer meets, and its reason.

/** A handshake command in octets. READY of libzmq has 28 to 300; even 200 application properties fit. */
export const HANDSHAKE_COMMAND_LIMIT = 65536

/**
 * One message with all its frames in octets, unless ZMQ_MAXMSGSIZE allows a single frame more. libzmq has no limit here: there a peer
 * that sends MORE for ever, or one frame without end, takes all memory. Two GiB is above what is sent in one message in practice.
 */
export const MESSAGE_LIMIT = 2 ** 31

/** Frames of one message. Empty frames cost about a hundred octets each here, and none of ZMQ_MAXMSGSIZE: 262144 are about 30 MB. */
export const PARTS_LIMIT = 2 ** 18

/**
 * PONGs encoded and not taken by the transport. A peer that sends PINGs and reads nothing is answered so often (1.5 MB) and then no more.
 */
export const PONG_LIMIT = 2 ** 16
