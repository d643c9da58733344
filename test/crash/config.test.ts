import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Config } from '../../src/config/config.ts'
import { filesBelow, folders } from '../local/running.ts'
import { noiseJpeg } from './pictures.ts'
import { bear } from './process.ts'
import { createChance } from './random.ts'
import { settle } from './settle.ts'
import { createTruth } from './truth.ts'

const before: Config = {
  variants: {
    medium: { width: 120 },
    goes: { width: 80 },
    cold: { width: 60, prewarm: false },
  },
  quality: { jpeg: 85 },
}
const after: Config = {
  variants: {
    medium: { width: 120 },
    comes: { width: 100, height: 100, fit: 'cover' },
    cold: { width: 60, prewarm: false },
  },
  quality: { jpeg: 40 },
}

it('a changed recipe is rolled out at the next start, killed on the way or not', async () => {
  const { root, originals, data } = await folders()
  const chance = createChance(7)
  for (let number = 0; number < 30; number += 1) {
    await writeFile(join(originals, `${number}.jpg`), await noiseJpeg(chance, 300, 200))
  }
  const file = join(root, 'sizewright.config.ts')
  const start = async (config: Config) => {
    await writeFile(file, `export default ${JSON.stringify(config)}`)
    return bear([originals, '--data', data, '--port', '0', '--config', file])
  }
  const agrees = (config: Config) => {
    const truth = createTruth(config)
    return settle(() => truth.findFaults(originals, data))
  }

  const first = await start(before)
  const url = await first.url
  for (const name of ['cold', 'cold.webp']) expect((await fetch(`${url}/${name}/0.jpg`)).status).toBe(200)
  await agrees(before)
  await first.end('SIGTERM')
  expect((await filesBelow(join(data, 'processed'))).filter((path) => path.startsWith('goes'))).toHaveLength(60)

  for (let time = 0; time < 3; time += 1) {
    const killed = await start(after)
    await killed.url
    await killed.end('SIGKILL')
  }
  const last = await start(after)
  await agrees(after)
  expect((await filesBelow(join(data, 'processed'))).filter((path) => path.startsWith('goes'))).toEqual([])
  expect(await last.end('SIGTERM')).toBe(0)
})
