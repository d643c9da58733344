import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, it } from 'vitest'
import { readFixtures } from '../pictures/fixtures.ts'
import { eventually, filesBelow, folders, start } from '../local/running.ts'

it('every kind of picture comes out of the whole service as it does of the image core', async () => {
  const { originals, data } = await folders()
  const service = await start([originals, '--data', data, '--port', '0'])
  const fixtures = readFixtures()
  for (const { name, bytes } of fixtures) await writeFile(join(originals, name), bytes)
  await eventually(
    () => filesBelow(join(data, 'processed')),
    (files) => files.length === fixtures.length * 7,
  )
  expect(await filesBelow(join(data, 'errors'))).toEqual([])
  for (const { name, width, height, frames, bytes } of fixtures) {
    const info = JSON.parse((await service.get(`/info/${name}`)).body.toString())
    expect(info, name).toMatchObject({ key: name, bytes: bytes.length, frames: frames.length })
    if (!name.endsWith('.svg')) expect([info.width, info.height], name).toEqual([width, height])
    const { body, headers } = await service.get(`/medium/${name}`)
    const told = info.renditions.find((one: { name: string }) => one.name === 'medium')
    expect([headers['content-type'], body.length], name).toEqual([told.type, told.bytes])
    expect(await sharp(body).metadata(), name).toMatchObject({ width: told.width, height: told.height })
  }
  expect(await service.stop()).toBe(0)
}, 120_000)
