// Where an endpoint is, in node's words: tcp://host:port, ipc://path, ipc://@abstract (libzmq manual: zmq_tcp, zmq_ipc).
// Rule: a wildcard address is reached over loopback; an abstract name starts with NUL and has no file.

export type Place = { readonly host: string; readonly port: number } | { readonly path: string }

/** @throws TypeError when it is neither tcp:// with a port nor ipc:// */
export function placeOf(endpoint: string): Place {
  const ipc = /^ipc:\/\/(.+)$/.exec(endpoint)
  if (ipc) return { path: ipc[1]!.replace(/^@/, '\0') }
  const tcp = /^tcp:\/\/(?:\[([^\]]+)\]|([^:[\]]+)):(\d+)$/.exec(endpoint)
  if (!tcp) throw new TypeError(`neither tcp:// nor ipc://: ${endpoint}`)
  const host = tcp[1] ?? tcp[2]!
  const loopback: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '*': '127.0.0.1', '::': '::1' }
  return { host: loopback[host] ?? host, port: Number(tcp[3]) }
}

export function endpointOf(place: Place): string {
  if ('path' in place) return `ipc://${place.path.replace(/^\0/, '@')}`
  return `tcp://${place.host.includes(':') ? `[${place.host}]` : place.host}:${place.port}`
}
