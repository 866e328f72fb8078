/**
 * Ends the parts when the supervisor itself was killed. It reads lines on stdin, each a JSON array of `KnownProcess` that replaces the last;
 * when stdin closes, it ends the processes of the last line and then itself.
 */
import { createInterface } from 'node:readline'
import { endProcesses, type KnownProcess } from './processes.ts'

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})

let guarded: KnownProcess[] = []
for await (const line of createInterface({ input: process.stdin })) guarded = JSON.parse(line) as KnownProcess[]
await endProcesses(guarded)
