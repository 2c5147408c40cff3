// --peer libzmq,ours,exec:./x,y: commas separate addresses, and may be in a command.

/** A comma divides where an address begins behind it. */
export const splitPeers = (list: string): readonly string[] => list.split(/,(?=[\w.-]+(?::|,|$))/).filter(Boolean)
