import { readFileSync } from 'node:fs'

const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')

/** Every command that the README shows, as it stands there. */
export function shownCommands(): string[] {
  return [...README.matchAll(/^```sh\n(.*?)\n```$/gms)].flatMap(([, block = '']) =>
    block.replaceAll('\\\n', ' ').split('\n'),
  )
}

/** The paths in the first column of the table of URLs. */
export function shownPaths(): string[] {
  const table = README.split('\n\n').find((block) => block.startsWith('| URL ')) ?? ''
  return [...table.matchAll(/^\| `([^`]+)`/gm)].map(([, path = '']) => path)
}

/** The npm scripts that it names anywhere. */
export function shownScripts(): string[] {
  return [...README.matchAll(/npm run ([a-z:]+)/g)].map(([, script = '']) => script)
}
