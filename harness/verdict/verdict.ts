// Verdicts and what they mean for the gate (docs/verdicts.md is generated from this table).

export const verdicts = {
  pass: { gate: 'ok', means: 'every check held' },
  fail: { gate: 'bad', means: 'a MUST (or grammar rule) was broken' },
  warn: { gate: 'strict', means: 'a SHOULD was not followed; breaks the gate only with --strict' },
  observed: { gate: 'ok', means: 'a MAY, or practice that no RFC rules on: recorded, not judged' },
  unsupported: { gate: 'ok', means: 'the subject does not declare what the case needs' },
  xfail: { gate: 'ok', means: 'failed as an entry of known.yaml says it does' },
  xpass: { gate: 'bad', means: 'passed although known.yaml says it fails: delete the entry' },
  flaky: { gate: 'ok', means: 'failed, and known.yaml says it sometimes does' },
  hang: { gate: 'bad', means: 'the subject did not answer within its deadline' },
  crash: { gate: 'bad', means: 'the subject exited' },
  error: { gate: 'harness', means: 'the harness or the adapter is at fault, not ZeroMQ' },
  filtered: { gate: 'none', means: 'not selected for this run' },
} as const satisfies Record<string, { gate: 'ok' | 'bad' | 'strict' | 'harness' | 'none'; means: string }>

export type Verdict = keyof typeof verdicts
