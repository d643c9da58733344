import { expect, it } from 'vitest'
import { importsInHouse } from '../../rooms.ts'

const imports = importsInHouse()

/** Every file that a file needs, by way of others or not. */
function reachOf(file: string): Set<string> {
  const reached = new Set([file])
  for (const one of reached) for (const { from, to } of imports) if (from === one) reached.add(to)
  return reached
}

// What writes, works a queue off or decodes originals, and what a service of folders has.
const OF_WORK = [
  /^src\/local\/(?:server|locations\/|work\/|settled\/)/,
  /^src\/local\/gallery\/(?:edits|upload\/)/,
  /^src\/core\/(?:reconcile|rollout|serve|app)/,
  /^src\/decoders\//,
  /^src\/stores\/(?:folder\.ts|folder\/put)/,
]

it('a view loads nothing that could change what it looks at', () => {
  const reached = [...reachOf('src/local/read-only/viewer.ts')]
  expect(reached).toContain('src/stores/s3/reader.ts')
  expect(reached.filter((file) => OF_WORK.some((pattern) => pattern.test(file)))).toEqual([])
})

it('the service itself does, and each of it is still there to be found', () => {
  const reached = [...reachOf('src/local/server.ts')]
  expect(OF_WORK.filter((pattern) => !reached.some((file) => pattern.test(file)))).toEqual([])
})
