import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { folders, runOnce } from '../local/running.ts'
import { coverReadOnly, mountDisk, remount, unmount } from './mounted.ts'
import { noiseJpeg } from './pictures.ts'
import { bear } from './process.ts'
import { createChance } from './random.ts'
import { settle } from './settle.ts'
import { createTruth } from './truth.ts'

const chance = createChance(1)
const truth = createTruth({})

/** A service with one picture whose renditions are there, on a data disk of its own. */
async function servingOnDisk(size: string) {
  const { originals, data } = await folders()
  await mountDisk(data, size)
  const service = bear([originals, '--data', data, '--port', '0', '--metrics-port', '0'])
  const url = await service.url
  const settled = () => settle(() => truth.findFaults(originals, data))
  const drop = async (name: string) => writeFile(join(originals, name), await noiseJpeg(chance, 300, 200))
  const statusOf = async (path: string) => (await fetch(`${url}/${path}`)).status
  const healthOf = async () => {
    const answer = await fetch(`${url}/healthz`)
    return [answer.status, await answer.text()]
  }
  const faultsOf = async () => {
    const metrics = /metrics at (http:\S+)/.exec(service.output())?.[1] ?? ''
    return Number(/^sizewright_faults_total (\d+)$/m.exec(await (await fetch(metrics)).text())?.[1])
  }
  const says = (text: RegExp) => settle(async () => (text.test(service.output()) ? [] : [service.output()]))
  await drop('first.jpg')
  await settled()
  return { originals, data, service, settled, drop, statusOf, healthOf, faultsOf, says }
}

it('a full disk is told of, keeps nobody from being answered, and is made up for once there is room', async () => {
  const { originals, data, service, settled, drop, statusOf, healthOf, faultsOf, says } = await servingOnDisk('1m')
  const filler = join(data, 'filler')
  await expect(writeFile(filler, Buffer.alloc(2 ** 21))).rejects.toThrow('ENOSPC')
  await drop('second.jpg')
  await says(/^sizewright: .*\/processed cannot be written: ENOSPC: no space left on device.*$/m)
  expect((await healthOf()).join(' ')).toBe('503 the renditions cannot be written: the disk is full\n')
  expect(await statusOf('medium/second.jpg')).toBe(200)
  expect(await statusOf('webp/first.jpg')).toBe(200)
  await drop('first.jpg')
  await settle(async () => ((await faultsOf()) > 3 ? [] : [service.output()]))
  // Each of them is counted, and one is said in a minute.
  expect(service.output().match(/ENOSPC/g)).toHaveLength(1)
  await rm(join(originals, 'second.jpg'))
  await drop('third.jpg')
  expect(await statusOf('large/third.jpg')).toBe(200)
  expect(await statusOf('large/none.jpg')).toBe(404)
  expect(service.isAlive(), service.output()).toBe(true)
  await rm(filler)
  await settled()
  await settle(async () => ((await healthOf())[0] === 200 ? [] : ['it is still not well']))
  expect(service.output()).not.toMatch(/^\s+at /m) // a stack helps nobody
  expect(await service.end('SIGTERM')).toBe(0)
})

it('data folders that become read-only are told of, and are made up for once they can be written again', async () => {
  const { originals, data, service, settled, drop, statusOf, faultsOf, says } = await servingOnDisk('8m')
  await drop('doomed.jpg')
  await settled()
  // The disk as a whole cannot be made so: the kernel refuses that as long as the lock is open.
  const covered = ['processed', 'errors', 'metadata', 'temporary'].map((folder) => join(data, folder))
  for (const folder of covered) await coverReadOnly(folder)
  await drop('second.jpg')
  await says(/^sizewright: .*\/(?:processed|errors) cannot be written: EROFS: read-only file system.*$/m)
  expect(await statusOf('medium/second.jpg')).toBe(200)
  expect(await statusOf('webp/first.jpg')).toBe(200)
  await rm(join(originals, 'doomed.jpg'))
  await says(/cannot be written|^sizewright: doomed\.jpg: .+$/m) // two mounts are no one file system, so it need not be EROFS
  await writeFile(join(originals, 'broken.jpg'), 'no picture')
  await says(/^sizewright: .*\/errors cannot be written: EROFS.*$/m)
  // For a second after it was written it might still become a picture.
  await expect.poll(() => statusOf('webp/broken.jpg'), { timeout: 20_000 }).toBe(415)
  for (const folder of covered) await unmount(folder)
  await settled()
  for (const [index, folder] of covered.entries()) {
    // A deletion, and what a write begins with, must not be left half done where one folder takes changes and another does not.
    const [gone, come] = [`gone-${index}.jpg`, `come-${index}.jpg`]
    await drop(gone)
    await settled()
    await coverReadOnly(folder)
    const before = await faultsOf()
    await rm(join(originals, gone))
    await drop(come)
    const isTold = async () => ((await faultsOf()) > before ? [] : [service.output()])
    if (!folder.endsWith('errors')) await settle(isTold)
    await unmount(folder)
    await settled()
  }
  expect(await service.end('SIGTERM')).toBe(0)
})

it('a data folder that cannot be written at the start is one line and exit code 1', async () => {
  const { root, originals, data } = await folders()
  await mountDisk(data, '1m', 'ro')
  const file = join(root, 'file')
  await writeFile(file, '')
  const args = [originals, '--port', '0', '--data']
  const refused = [await runOnce([...args, data]), await runOnce([...args, file])]
  const below = await runOnce([...args, join(data, 'deeper/still')])
  await remount(data, 'rw')
  await writeFile(join(data, 'filler'), Buffer.alloc(2 ** 21)).catch(() => {})
  refused.push(await runOnce([...args, data]))
  await rm(join(data, 'filler'))
  await mkdir(join(data, 'processed'))
  await coverReadOnly(join(data, 'processed'))
  const service = bear([...args, data])
  expect(await service.url, service.output()).not.toBeNull()
  await unmount(join(data, 'processed'))
  expect(await service.end('SIGTERM')).toBe(0)
  expect(refused.map(({ code }) => code)).toEqual([1, 1, 1])
  expect([below.code, below.output]).toEqual([
    1,
    expect.stringMatching(/^sizewright: \S+ cannot be written \(E[A-Z]+\)\n$/),
  ])
  expect(refused[0]?.output).toMatch(/^sizewright: \S+ cannot be written \(EROFS\)\n$/)
  expect(refused[1]?.output).toMatch(/^sizewright: \S+ cannot be written \(EEXIST\)\n$/)
  expect(refused[2]?.output).toMatch(/^sizewright: \S+ cannot be written \(ENOSPC\)\n$/)
})
