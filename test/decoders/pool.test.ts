import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createCatalogue } from '../../src/config/catalogue.ts'
import { resolveConfig } from '../../src/config/config.ts'
import { createDecoderPool, type DecoderPool, type PoolOptions } from '../../src/decoders/pool.ts'
import { Refused, Unjudged } from '../../src/errors.ts'
import type { Methods } from '../../src/decoders/messages.ts'
import { startDecoder, usageOf } from '../../src/decoders/process.ts'
import { openPicture } from '../../src/image/picture.ts'
import { decoders } from '../../src/image/sniff.ts'
import { readFixtures } from '../pictures/fixtures.ts'
import { childless, childrenOf, isRunning } from './children.ts'
import { slow } from './heavy.ts'

const settings = resolveConfig({ formats: ['avif', 'webp'] })
const { pictures, boxes } = createCatalogue(settings, decoders)
const medium = pictures.get('medium.webp')!
const photo = readFixtures().find(({ name }) => name.endsWith('.jpg'))!.bytes

const pools: DecoderPool[] = []
afterEach(async () => {
  for (const pool of pools.splice(0)) pool.close()
  await childless(process.pid)
})

function poolOf(options: Partial<PoolOptions> = {}): DecoderPool {
  const pool = createDecoderPool({ size: 1, warm: 1, ...options })
  pools.push(pool)
  return pool
}

const open = (pool: DecoderPool, bytes: Uint8Array, effort = {}) =>
  pool.openPicture(bytes, settings.limits, boxes, null, effort)

describe('a pool of decoders', () => {
  it('makes what is made in this process', async () => {
    const pool = poolOf()
    for (const { bytes } of readFixtures().filter((_, index) => index % 5 === 0)) {
      const here = await openPicture(bytes, settings.limits, boxes).catch((error: unknown) => error)
      const there = await open(pool, bytes).catch((error: unknown) => error)
      if (here instanceof Error || there instanceof Error) {
        expect(there).toEqual(here)
        continue
      }
      for (const rendition of pictures.values()) {
        const [made, expected] = await Promise.all([ask(there).render(rendition), ask(here).render(rendition)])
        expect(Buffer.compare(made.bytes, expected.bytes)).toBe(0)
        expect({ ...made, bytes: null }).toEqual({ ...expected, bytes: null })
      }
      expect(await ask(there).facts()).toEqual(await ask(here).facts())
      ask(there).close()
    }
  })

  it('has one process for one original after the other', async () => {
    const pool = poolOf()
    const before = childrenOf(process.pid)
    for (let round = 0; round < 3; round += 1) (await open(pool, photo)).close()
    await expect(open(pool, Buffer.from('no picture'))).rejects.toBeInstanceOf(Refused)
    expect(childrenOf(process.pid)).toEqual(before)
  })

  it('opens so many originals at once, and lets others wait', async () => {
    const pool = poolOf()
    const first = await open(pool, photo)
    const second = open(pool, photo)
    expect(pool.state()).toEqual({ inside: 1, waiting: 1 })
    first.close()
    first.close()
    ;(await second).close()
    expect(pool.state()).toEqual({ inside: 0, waiting: 0 })
  })

  it('lets nobody wait longer than they have time', async () => {
    const pool = poolOf()
    const first = await open(pool, photo)
    await expect(open(pool, photo, { wallMs: 100 })).rejects.toEqual(
      new Unjudged('time', false, 'no decoder was free in time'),
    )
    expect(pool.state()).toEqual({ inside: 1, waiting: 0 })
    first.close()
    ;(await open(pool, photo)).close()
  })

  it('has a process of its own for an original that is to be alone, and never again', async () => {
    const pool = poolOf()
    const [usual] = childrenOf(process.pid)
    const picture = await open(pool, photo, { isAlone: true })
    const alone = childrenOf(process.pid).filter((pid) => pid !== usual)
    expect(alone).toHaveLength(1)
    expect((await picture.render(medium)).contentType).toBe('image/webp')
    picture.close()
    await vi.waitFor(() => expect(isRunning(alone[0]!)).toBe(false))
    expect(isRunning(usual!)).toBe(true)
  })

  it('opens nothing more when it is closed, and what waits is told', async () => {
    const pool = poolOf()
    const first = await open(pool, photo)
    const second = open(pool, photo)
    second.catch(() => {})
    pool.close()
    await expect(first.render(medium)).rejects.toBeInstanceOf(Unjudged)
    first.close()
    await expect(second).rejects.toBeInstanceOf(Unjudged)
    await childless(process.pid)
  })

  it('tells what CPU time its originals have taken', async () => {
    const pool = poolOf()
    const opening = open(pool, slow, { wallMs: 1500 })
    await expect(opening).rejects.toMatchObject({ ending: 'time' })
    expect(pool.cpuMs()).toBeGreaterThan(100)
  })

  it('looks at a header', async () => {
    const seen = await poolOf().inspect(photo, 'jpeg', { ...settings.limits, pixels: 10 }, boxes)
    expect(seen.refused).toBeInstanceOf(Refused)
    expect(seen.refused).toMatchObject({ reason: 'too-many-pixels' })
  })
})

describe('the process of an original', () => {
  /** Signals the process that draws, once it does. */
  async function drawn(pool: DecoderPool, signal: NodeJS.Signals, effort = { isAlone: true }) {
    const opening = open(pool, slow, effort).catch((error: unknown) => error)
    const busy = await vi.waitUntil(
      () => childrenOf(process.pid).find((pid) => (usageOf(pid)?.cpuMs ?? 0) > 600),
      20_000,
    )
    process.kill(busy, signal)
    return opening
  }

  it.each(['SIGSEGV', 'SIGABRT'] as const)('that crashes (%s) may be what the original does to it', async (signal) => {
    const pool = poolOf()
    expect(await drawn(pool, signal)).toEqual(new Unjudged('death', true, `the decoder crashed (${signal})`))
    const next = await open(pool, photo)
    expect((await next.render(medium)).contentType).toBe('image/webp')
  })

  it('that crashes with others before and after says nothing of it', async () => {
    expect(await drawn(poolOf(), 'SIGSEGV', { isAlone: false })).toMatchObject({ ending: 'death', wasFed: false })
  })

  it.each(['SIGKILL', 'SIGTERM'] as const)('that others end (%s) says nothing of it', async (signal) => {
    expect(await drawn(poolOf(), signal)).toMatchObject({ name: 'Unjudged', ending: 'death', wasFed: false })
  })

  it('that ends before it has begun says nothing of it', async () => {
    const opening = open(poolOf({ warm: 0 }), photo, { isAlone: true }).catch((error: unknown) => error)
    process.kill(await vi.waitUntil(() => childrenOf(process.pid)[0], { interval: 1 }), 'SIGSEGV')
    expect(await opening).toMatchObject({ ending: 'death', wasFed: false })
  })

  it('that cannot be told of it is no fault of the original, and of nobody else', async () => {
    const decoder = startDecoder(() => {})
    await decoder.ready
    const params = { number: 0, making: { box: () => {} } } as unknown as Methods['render'][0] // oxlint-disable-line typescript/no-unsafe-type-assertion -- what cannot be cloned stands for what there is no memory for
    await expect(decoder.call('render', params)).rejects.toMatchObject({ ending: 'memory', wasFed: false })
    expect(decoder.isBusy()).toBe(false)
    await expect(decoder.call('prove', 2 ** 20)).resolves.toBe(true)
    decoder.kill(new Unjudged('death', false, 'over'))
  })

  it('that is gone answers nothing any more', async () => {
    const picture = await open(poolOf(), photo)
    process.kill(childrenOf(process.pid)[0]!, 'SIGKILL')
    await vi.waitFor(() => expect(childrenOf(process.pid)).toEqual([]))
    await expect(picture.render(medium)).rejects.toBeInstanceOf(Unjudged)
    await expect(picture.facts()).rejects.toBeInstanceOf(Unjudged)
  })

  it('that gets no CPU ends by the clock, and says nothing of it', async () => {
    const pool = poolOf()
    ;(await open(pool, photo)).close() // it has begun
    const opening = open(pool, slow, { wallMs: 700 })
    process.kill(childrenOf(process.pid)[0]!, 'SIGSTOP')
    await expect(opening).rejects.toMatchObject({ ending: 'time', wasFed: false })
    ;(await open(pool, photo)).close()
  })

  it('ends in the middle of drawing with the process that started it', async () => {
    const script = `
      import { createDecoderPool } from ${JSON.stringify(import.meta.resolve('../../src/decoders/pool.ts'))}
      const pool = createDecoderPool({ size: 1, warm: 1 })
      pool.openPicture(Buffer.from(process.argv[1], 'base64'), { bytes: 1e6, pixels: 1e7, frames: 1, animationPixels: 1 }, [{ width: 900, height: 900, fit: 'inside' }])
      setTimeout(() => process.stdout.write('drawing'), 1000)`
    const parent = spawn(process.execPath, ['--input-type=module-typescript', '-e', script, slow.toString('base64')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(parent.stdout, 'data')
    const [child] = childrenOf(parent.pid!)
    expect(isRunning(child!)).toBe(true)
    parent.kill('SIGKILL')
    await vi.waitFor(() => expect(isRunning(child!)).toBe(false), 5000)
  })

  it('does not keep the process that started it from ending', async () => {
    const script = `
      import { createDecoderPool } from ${JSON.stringify(import.meta.resolve('../../src/decoders/pool.ts'))}
      const pool = createDecoderPool({ size: 2, warm: 2 })
      await pool.openPicture(Buffer.from('none'), { bytes: 1e6, pixels: 1e7, frames: 1, animationPixels: 1 }, []).catch(() => {})`
    const parent = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], { stdio: 'inherit' })
    const [code] = await once(parent, 'exit')
    expect(code).toBe(0)
  })

  it('sees no secrets', async () => {
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret')
    ;(await open(poolOf(), photo)).close()
    const names = readFileSync(`/proc/${childrenOf(process.pid)[0]}/environ`, 'latin1')
    expect(names).toContain('PATH=')
    expect(names).not.toContain('AWS')
    vi.unstubAllEnvs()
  })
})

type Open = Awaited<ReturnType<typeof openPicture>>

function ask(picture: unknown): Open {
  return picture as Open // oxlint-disable-line typescript/no-unsafe-type-assertion -- it is no error
}
