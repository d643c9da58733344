import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import { loadConfig } from '../cli/load-config.ts'
import { createProgress } from '../cli/progress.ts'
import { complain, say } from '../cli/say.ts'
import { onStopSignals } from '../cli/signals.ts'
import { isUsersFault } from '../cli/command-line.ts'
import { createCatalogue } from '../config/catalogue.ts'
import type { Settings } from '../config/config.ts'
import { createDecoderPool } from '../decoders/pool.ts'
import { decoders } from '../image/sniff.ts'
import { type Collection, faultText } from './collection.ts'
import { diagnose } from './diagnose.ts'
import { folderCollection } from './folder.ts'
import { type DoctorOptions, readDoctorOptions, doctorUsage } from './options.ts'
import { print } from './print.ts'
import type { Report } from './report.ts'

/** The folder in which the one-machine service keeps its own things. */
const DATA = '.sizewright'
const WIDTH = { least: 60, most: 120, unknown: 100 }

/**
 * Looks at a collection and prints what is in it.
 *
 * @param args what follows `doctor` on the command line
 * @returns the exit code: 0, 1 where the collection could not be read, 2 for a wrong call, 130 where it was interrupted
 */
export async function doctor(args: readonly string[]): Promise<number> {
  let options: DoctorOptions | null
  let settings: Settings
  try {
    options = readDoctorOptions(args)
    if (options === null) return say(doctorUsage)
    settings = await loadConfig(options.config)
  } catch (error) {
    if (isUsersFault(error)) return complain(error.message, 2)
    throw error
  }
  let collection: Collection
  try {
    collection = await open(options.location)
  } catch (error) {
    return complain(`${options.location.title}: ${faultText(error)}`, 1)
  }
  return examined(collection, settings, options)
}

/** Opens the place. What only buckets need is loaded only for them, as it takes a while. */
async function open(location: DoctorOptions['location']): Promise<Collection> {
  if (!('bucket' in location)) return folderCollection(location.title, resolve(DATA))
  const { bucketCollection } = await import('./bucket.ts')
  return bucketCollection(location)
}

async function examined(collection: Collection, settings: Settings, options: DoctorOptions): Promise<number> {
  const stopping = new AbortController()
  const signals = onStopSignals(['SIGINT'], () => stopping.abort())
  const { progress, end } = createProgress(process.stderr)
  const pool = createDecoderPool({ size: availableParallelism(), warm: 0, fonts: settings.fonts?.folder })
  const { openPicture, inspect } = pool
  const ports = {
    originals: collection.store,
    openPicture,
    inspect,
    decodersMs: () => pool.cpuMs(),
    catalogue: createCatalogue(settings, decoders),
    settings,
  }
  try {
    const { report, fault } = await diagnose(collection, ports, {
      sample: options.sample,
      stop: stopping.signal,
      progress,
    })
    end()
    if (report.objects.objects > 0 || fault === null) show(report, options)
    if (fault !== null) return complain(`${collection.title} cannot be read: ${faultText(fault)}`, 1)
    if (report.isPartial) return 130
    return isAllFaults(report) ? complain(`${collection.title}: nothing in it could be read`, 1) : 0
  } finally {
    end()
    signals.close()
    collection.close()
    pool.close()
  }
}

function isAllFaults({ faults, objects, formats, others, refused }: Report): boolean {
  return objects.objects > 0 && faults.objects > 0 && formats.length + others.objects + refused.length === 0
}

function show(report: Report, { json }: DoctorOptions): void {
  const columns = process.stdout.columns ?? WIDTH.unknown
  const width = Math.min(WIDTH.most, Math.max(WIDTH.least, columns))
  say(json ? JSON.stringify(report, null, 2) : print(report, width))
}
