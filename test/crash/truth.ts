import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { createCatalogue } from '../../src/config/catalogue.ts'
import { type Config, resolveConfig } from '../../src/config/config.ts'
import { type RenditionFacts, renditionFactsOf, renderInfo } from '../../src/core/info.ts'
import { Refused } from '../../src/errors.ts'
import { parseFocus } from '../../src/image/geometry.ts'
import { openPicture } from '../../src/image/picture.ts'
import { decoders } from '../../src/image/sniff.ts'
import { escapeKey, printPath } from '../../src/path.ts'
import type { Box } from '../../src/recipe.ts'
import { filesBelow } from '../local/running.ts'

/** The bytes that an original must have become, by rendition name; `null` where it is broken. */
type Expected = ReadonlyMap<string, Buffer> | null

export interface Truth {
  /**
   * Gives what an original must become.
   *
   * @param focus what its metadata say of it
   */
  expect(key: string, bytes: Buffer, focus?: string): Promise<Expected>
  /** Says what in the data folder does not agree with the originals, a line each. */
  findFaults(originals: string, data: string): Promise<string[]>
}

/** Makes of every original what the image core makes of it, and holds the data folder against that. */
export function createTruth(config: Config): Truth {
  const settings = resolveConfig(config)
  const catalogue = createCatalogue(settings, decoders)
  const known = new Map<string, Promise<Expected>>()
  const prewarmed = new Set([...catalogue.renditions.values()].filter(({ prewarm }) => prewarm).map(({ name }) => name))

  async function make(key: string, bytes: Buffer, focus: string): Promise<Expected> {
    try {
      const open = (boxes: readonly Box[]) => openPicture(bytes, settings.limits, boxes, parseFocus(focus))
      const picture = await open(catalogue.boxes)
      const made = new Map<string, Buffer>()
      const sizes = new Map<string, RenditionFacts>()
      for (const rendition of catalogue.pictures.values()) {
        const rendered = await (rendition.prewarm ? picture : await open(rendition.boxes)).render(rendition)
        await sharp(rendered.bytes, { failOn: 'warning' }).stats()
        made.set(rendition.name, Buffer.from(rendered.bytes))
        sizes.set(rendition.name, renditionFactsOf(rendered))
      }
      const info = await renderInfo(key, catalogue, await picture.facts(), async ({ name }) => sizes.get(name)!)
      made.set('info', Buffer.from(info.bytes))
      return made
    } catch (error) {
      if (error instanceof Refused) return null
      throw error
    }
  }

  function expect(key: string, bytes: Buffer, focus = ''): Promise<Expected> {
    const id = createHash('md5').update(`${key}\0${focus}\0`).update(bytes).digest('hex')
    const made = known.get(id) ?? make(key, bytes, focus)
    known.set(id, made)
    return made
  }

  return {
    expect,
    async findFaults(originals, data) {
      const faults: string[] = []
      const [keys, stored, errors] = await Promise.all(
        [originals, join(data, 'processed'), join(data, 'errors')].map(filesBelow),
      )
      const unexplained = new Set(stored)
      const entries = new Set(errors)
      for (const key of keys ?? []) {
        const expected = await expect(key, await readFile(join(originals, key)))
        if (expected === null) {
          if (!entries.delete(escapeKey(key))) faults.push(`${key} is broken, but has no error entry`)
          continue
        }
        for (const [name, bytes] of expected) {
          const path = printPath(name, key)
          if (!unexplained.delete(path)) {
            if (prewarmed.has(name)) faults.push(`${path} is missing`)
          } else if (!(await readOr(join(data, 'processed', path))).equals(bytes)) faults.push(`${path} is stale`)
        }
      }
      for (const path of unexplained) faults.push(`${path} is of no original`)
      for (const path of entries) faults.push(`${path} has an error entry, but is not broken`)
      return [...faults, ...(await findLeftovers(data, stored?.length ?? 0, errors?.length ?? 0))]
    },
  }
}

async function findLeftovers(data: string, stored: number, errors: number): Promise<string[]> {
  const [temporary, ofStored, ofErrors, ofOriginals] = await Promise.all(
    ['temporary', 'metadata/processed', 'metadata/errors', 'metadata/originals'].map((folder) =>
      filesBelow(join(data, folder)),
    ),
  )
  const faults = (temporary ?? []).map((file) => `temporary/${file} is left over`)
  if (ofStored?.length !== stored) faults.push(`${stored} renditions have ${ofStored?.length} files of metadata`)
  if (ofErrors?.length !== errors) faults.push(`${errors} error entries have ${ofErrors?.length} files of metadata`)
  if (ofOriginals?.length !== 0) faults.push(`the originals have ${ofOriginals?.length} files of metadata`)
  return faults
}

/** Reads a file; one that has gone since it was listed has no bytes. */
function readOr(path: string): Promise<Buffer> {
  return readFile(path).catch(() => Buffer.alloc(0))
}
