import { execFileSync } from 'node:child_process'
import { copyFileSync, cpSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { compile } from '../bundling/compile.ts'

/** Makes what the published package holds: JavaScript, types, the edge's text, and the bundled functions. */
const inRoot = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url))

rmSync(inRoot('dist'), { recursive: true, force: true })
execFileSync('tsc', ['--project', inRoot('tsconfig.build.json')], {
  stdio: 'inherit',
  shell: process.platform === 'win32',
})
cpSync(inRoot('src/local/gallery/client'), inRoot('dist/src/local/gallery/client'), { recursive: true })
copyFileSync(inRoot('src/edge/negotiate.js'), inRoot('dist/src/edge/negotiate.js'))
for (const name of ['serve', 'reconcile'] as const) compile(name, inRoot(`dist/functions/${name}`))
