// Metadata: name-value properties in READY and elsewhere (RFC 37, "Metadata").

/** Properties in wire order; names in the peer's spelling (they compare without regard to case). */
export type Metadata = ReadonlyMap<string, Uint8Array>
