import { execFileSync } from 'node:child_process'
import { copyFileSync, cpSync, globSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { compile } from '../bundling/compile.ts'

/** Makes what the published package holds: JavaScript, types, the edge's text, the fonts, and the bundled functions. */
const inRoot = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url))

rmSync(inRoot('dist'), { recursive: true, force: true })
execFileSync('tsc', ['--project', inRoot('tsconfig.build.json')], {
  stdio: 'inherit',
  shell: process.platform === 'win32',
})
for (const folder of ['src/local/gallery/client', 'src/local/samples', 'src/image/fonts/typefaces']) {
  cpSync(inRoot(folder), inRoot(`dist/${folder}`), { recursive: true })
}
for (const file of [
  'src/edge/negotiate.js',
  ...globSync('src/edge/legacy/*.js', { cwd: inRoot('') }),
  'src/cli/node-version.js',
  'src/image/fonts/fonts.conf',
  'infra/rollout/notice-function.js',
]) {
  copyFileSync(inRoot(file), inRoot(`dist/${file}`))
}
for (const name of ['serve', 'reconcile'] as const) compile(name, inRoot(`dist/functions/${name}`))
