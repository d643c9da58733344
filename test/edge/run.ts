import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createContext, runInContext } from 'node:vm'
import { need } from '../programs/need.ts'
import type { EdgeEvent, EdgeResult } from './events.ts'

/** Runs the shipped text on each of the events; throws when it throws. */
export interface Engine {
  readonly name: string
  readonly run: (text: string, events: readonly EdgeEvent[]) => EdgeResult[]
}

/** Node's own engine, with nothing in reach but the language and `Buffer`, which CloudFront's runtime 2.0 has, too. Events go in and out as JSON, so no object of ours does. */
export const bare: Engine = {
  name: 'a bare context',
  run: (text, events) => {
    const nothing: object = Object.assign(Object.create(null), { Buffer })
    const results: string = runInContext(
      `${text}\nJSON.stringify(${ascii(events)}.map(handler))`,
      createContext(nothing),
    )
    return JSON.parse(results)
  },
}

/** The nearest that can be had to what CloudFront runs: a program of the machine's, not of a package. */
export const njs: Engine = {
  name: 'njs',
  run: (text, events) => {
    const folder = mkdtempSync(join(tmpdir(), 'edge-'))
    try {
      const file = join(folder, 'edge.js')
      const results = join(folder, 'results.json') // its console breaks lines after 2,048 characters
      const answers = `JSON.stringify(${ascii(events)}.map((event) => handler(event)))`
      writeFileSync(file, `${text}\nrequire('fs').writeFileSync(${JSON.stringify(results)}, ${answers})\n`)
      const { status, stdout, stderr } = spawnSync('njs', [file], { encoding: 'utf8' })
      if (status !== 0) throw new Error(`njs: ${stdout}${stderr}`)
      return JSON.parse(readFileSync(results, 'utf8'))
    } finally {
      rmSync(folder, { recursive: true })
    }
  },
}

/** The engine of Node, or njs where `npm run test:programs` asks for the programs that npm does not bring. */
export const engines: readonly Engine[] = [process.env['EDGE_ENGINE'] === njs.name ? njs : bare]
if (engines.includes(njs)) need('njs')

/** JSON in ASCII, where half a surrogate pair survives a file, too. */
function ascii(value: unknown): string {
  return JSON.stringify(value).replace(/[^ -~]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
