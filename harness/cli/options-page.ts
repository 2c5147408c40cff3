// docs/options.md, and what `zmqspec list --options` prints: both from the reference's tables of options.

import { contextOptions, socketOptions, type TheOption } from '../subjects/ours/option-facts.ts'

const head = [
  'option',
  'no.',
  'here',
  'kind',
  'default',
  'range',
  'sockets',
  'since',
  'state',
  'what it does, or why it does not',
  'seen by',
]

const states = {
  'at once': 'in effect at once',
  'next endpoint': 'in effect with the next bind or connect',
  'no effect': 'accepted without effect',
  refused: 'refused (ENOTSUP)',
} as const satisfies Record<TheOption['state'], string>

function cells(option: TheOption): string[] {
  const { constant, id, name, kind, unit, range, sockets, since, standing, access, state, about, seen } = option
  const only = access === 'rw' ? '' : access === 'r' ? ', read only' : ', write only'
  return [
    constant ?? 'not in libzmq',
    id === null ? '' : `${id}`,
    kind === 'call' ? name : `\`${name}\``,
    `${kind}${unit === null ? '' : `, ${unit}`}${only}`,
    option.default,
    range ?? '',
    sockets ?? 'all',
    `${since ?? ''}${standing === 'stable' || standing === 'ours only' ? '' : ` ${standing}`}`.trim(),
    states[state],
    about,
    seen === null ? '' : `\`${seen}\``,
  ]
}

/** As GitHub's Markdown has it. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (row: readonly string[]) => `| ${row.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

const tally = (options: readonly TheOption[]): string =>
  Object.entries(states)
    .map(([state, words]) => `${options.filter(one => one.state === state).length} ${words}`)
    .join(', ')

export function optionsPage(): string {
  const [sockets, contexts] = [socketOptions(), contextOptions()]
  const withoutSince = (row: readonly string[]) => row.filter((_, at) => head[at] !== 'since' && head[at] !== 'sockets')
  return `# Options

Made by \`npm run generate\` from \`impl/socket/option-table.ts\`, \`option-history.ts\` and \`context.ts\`; \`npx zmqspec list --options\` prints the same.

Defaults and ranges are those of libzmq 4.3.5 (zmq_setsockopt(3), zmq_ctx_set(3)), measured on zeromq.js 6.8; "since" is the first release of libzmq whose header has the
option, "draft" one that its stable builds have not. A value out of range throws EINVAL, one of the wrong kind a TypeError, an option of another socket type does not exist there
(by number: EINVAL). What is written only reads as undefined. "Needs koffi": the system call behind it is not in Node; install the package \`koffi\` beside this one (Linux).
"Seen by" is the case of the book that fails when the option has not its effect, or the unit test where no op of zshim brings it about; more cases that need an
option: \`npx zmqspec list --json\` has \`needs.options\`.

## Sockets

${sockets.length} options: ${tally(sockets)}.

${table(head, sockets.map(cells))}

## Contexts

${contexts.length} options: ${tally(contexts)}.

${table(withoutSince(head), contexts.map(cells).map(withoutSince))}
`
}

/** A line each, for people. */
export function optionLines(): string {
  const all = [...socketOptions(), ...contextOptions()]
  const width = Math.max(...all.map(({ name }) => name.length))
  const lines = all.map(({ constant, id, name, state, about, seen }) =>
    [`${id ?? '-'}`.padStart(3), name.padEnd(width), (constant ?? '-').padEnd(38), state.padEnd(13), seen ?? '-', about].join('  '),
  )
  return `${lines.join('\n')}\n${all.length} options: ${tally(all)}; none is missing\n`
}

export const optionsJson = (): string => `${JSON.stringify({ sockets: socketOptions(), contexts: contextOptions() }, null, 2)}\n`
