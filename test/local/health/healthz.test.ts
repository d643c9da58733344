import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createFault } from '../../../src/local/health/fault.ts'
import { createHealth } from '../../../src/local/health/healthz.ts'
import { memoryStore } from '../../../src/stores/memory.ts'
import { jpegOf } from '../../image/pictures.ts'
import { altered } from '../../world.ts'
import { eventually, folders, start } from '../running.ts'

/** Over a place for originals that does as it is told. */
function over(answers: () => Promise<void>, notes: readonly string[] = []) {
  const faults: unknown[] = []
  let unwritable: string | null = null
  let looks = 0
  const originals = altered(memoryStore(), {
    async answers() {
      looks += 1
      await answers()
    },
  })
  const fault = createFault({
    locations: { originals, processed: memoryStore(), errors: memoryStore() },
    unwritable: () => unwritable,
    report: (why) => faults.push(why),
  })
  const health = createHealth({ fault, isStopping: () => false, notes: () => notes })
  const ask = async () => {
    const answer = await health()
    return `${answer.status} ${await answer.text()}`
  }
  const set = (why: string | null) => void (unwritable = why)
  return { ask, faults, last: fault.last, looks: () => looks, set }
}

describe('a look at the places', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('is taken once a second, however often it is asked for', async () => {
    const { ask, looks } = over(async () => {})
    for (let time = 0; time < 50; time += 1) expect(await ask()).toBe('200 ok\n')
    expect(looks()).toBe(1)
    await vi.advanceTimersByTimeAsync(1001)
    await ask()
    expect(looks()).toBe(2)
  })

  it('that hangs is bad news, and no other is taken before it ends', async () => {
    let letGo = () => {}
    const { ask, looks } = over(() => new Promise((resolve) => (letGo = resolve)))
    for (let time = 0; time < 3; time += 1) {
      const asked = ask()
      await vi.advanceTimersByTimeAsync(5001)
      expect(await asked).toBe('503 the originals cannot be reached\n')
    }
    expect(looks()).toBe(1)
    letGo()
    await vi.advanceTimersByTimeAsync(1001)
    const asked = ask()
    letGo()
    expect(await asked).toBe('200 ok\n')
  })

  it('tells the operator why, once until all is well again', async () => {
    let isAway = true
    const { ask, faults } = over(async () => {
      if (isAway) throw new Error('the disk is gone')
    })
    const later = async () => {
      await vi.advanceTimersByTimeAsync(1001)
      return ask()
    }
    expect([await ask(), await later()]).toEqual(Array(2).fill('503 the originals cannot be reached\n'))
    expect(faults).toEqual([new Error('the disk is gone')])
    isAway = false
    expect(await later()).toBe('200 ok\n')
    isAway = true
    await later()
    expect(faults.length).toBe(2)
  })

  it('is taken every ten seconds for the pages, which wait for none', async () => {
    const { last, looks } = over(() => new Promise(() => {}))
    expect(last()).toBe(null)
    await vi.advanceTimersByTimeAsync(5001)
    expect(last()).toBe('the originals cannot be reached')
    expect(looks()).toBe(1)
  })

  it('is no more often taken for the pages than every ten seconds', async () => {
    const { last, looks, set } = over(async () => {})
    for (let time = 0; time < 19; time += 1) {
      expect(last()).toBe(null)
      await vi.advanceTimersByTimeAsync(501)
    }
    expect(looks()).toBe(1)
    await vi.advanceTimersByTimeAsync(501)
    set('the renditions cannot be written')
    expect([last(), looks()]).toEqual(['the renditions cannot be written', 2])
  })
})

it('what cannot be written is bad news', async () => {
  const { ask, set } = over(async () => {})
  set('the renditions cannot be written: the disk is full')
  expect(await ask()).toBe('503 the renditions cannot be written: the disk is full\n')
  set(null)
  expect(await ask()).toBe('200 ok\n')
})

it('what somebody should know is told below, and is no reason to send requests elsewhere', async () => {
  const { ask } = over(async () => {}, ['12 of 20 originals of the last 10 minutes were refused'])
  expect(await ask()).toBe('200 ok\n12 of 20 originals of the last 10 minutes were refused\n')
})

it('there may be a size named healthz', async () => {
  const { root, originals, data } = await folders()
  const config = join(root, 'sizewright.config.ts')
  await writeFile(config, 'export default { variants: { healthz: { width: 20 } } }')
  await writeFile(join(originals, 'boat.jpg'), await jpegOf(40, 30))
  const service = await start([originals, '--data', data, '--port', '0', '--config', config])
  const type = async (path: string) => (await service.get(path)).headers['content-type']
  expect(
    await eventually(
      () => type('/healthz/boat.jpg'),
      (seen) => seen === 'image/jpeg',
    ),
  ).toBe('image/jpeg')
  expect([await type('/healthz'), await type('/healthz?now')]).toEqual(Array(2).fill('text/plain; charset=utf-8'))
  await service.stop()
})
