import type { MainModule } from 'libheif-js/libheif-wasm/libheif.js'

/** What the worker begins with. */
export interface WorkerStart {
  /** The path of the decoder's JavaScript. */
  readonly decoder: string
  /** The whole file. */
  readonly bytes: Uint8Array
  /** The bytes of memory that the decoder may use until it is asked for the pixels. */
  readonly memory: number
}

/** What the worker says first, of the primary image alone. */
export interface HeicHeader {
  /** The width in pixels, as it is seen. */
  readonly width: number
  readonly height: number
  readonly hasAlpha: boolean
  readonly icc: Uint8Array | null
  readonly nclx: { readonly primaries: number; readonly transfer: number } | null
  /** The item's data: ISO 23008-12 A.2.1. */
  readonly exif: Uint8Array | null
  readonly xmp: Uint8Array | null
}

/** What asks the worker for the pixels. */
export interface PixelsRequest {
  /** The bytes that the reply begins with. */
  readonly head: Uint8Array
  readonly memory: number
}

export type WorkerReply =
  | { readonly header: HeicHeader }
  /** The head and the pixels, row by row, three or four channels of 8 bits. */
  | { readonly pixels: Uint8Array }
  /** The picture is at fault; `code` is libheif's, where it is libheif that says so. */
  | { readonly refused: string; readonly code: number | null }
  /** The installation is at fault. */
  | { readonly fault: string }

interface Growing {
  readonly buffer: ArrayBuffer
  grow(pages: number): number
}

/**
 * What runs in the worker thread, for one picture. It is given to the thread as text, since a bundle has no other file
 * that a thread could begin with: so it must use nothing of this module, and nothing that is imported.
 *
 * The functions are those of libheif's C interface (https://github.com/strukturag/libheif, `libheif/api`). Nothing is
 * ever freed: the thread ends with the picture.
 */
export function work(require: NodeJS.Require): void {
  const { parentPort, workerData } = require('node:worker_threads') as typeof import('node:worker_threads') // oxlint-disable-line
  const { readFileSync } = require('node:fs') as typeof import('node:fs') // oxlint-disable-line
  const { decoder, bytes, memory } = workerData as WorkerStart // oxlint-disable-line typescript/no-unsafe-type-assertion -- startHeicThread gives it
  const CHANNEL_INTERLEAVED = 10
  const MOST_METADATA = 4 * 1024 * 1024
  let most = memory
  let code: number | null = null

  function say(reply: WorkerReply, transfer: ArrayBuffer[] = []): void {
    parentPort?.postMessage(reply, transfer)
  }

  // A file of some hundred bytes can ask for gigabytes. libheif takes this for the end of memory.
  const { Memory } = Reflect.get(globalThis, 'WebAssembly') as { Memory: { prototype: Growing } } // oxlint-disable-line typescript/no-unsafe-type-assertion -- no library declares it but the browser's
  const { grow } = Memory.prototype // oxlint-disable-line typescript/unbound-method -- it is called on what the other is called on
  Memory.prototype.grow = function growUpTo(pages) {
    if (this.buffer.byteLength + pages * 65_536 > most) throw new RangeError('too much memory')
    return grow.call(this, pages)
  }

  function load(): MainModule {
    const start = require(decoder) as (options: object) => MainModule // oxlint-disable-line typescript/no-unsafe-type-assertion -- libheif only ever adds to its interface
    const silent = () => {}
    return start({ wasmBinary: readFileSync(decoder.replace(/\.js$/, '.wasm')), print: silent, printErr: silent })
  }

  let heif: MainModule
  try {
    heif = load()
  } catch (error) {
    say({ fault: String(error) })
    return
  }
  const scratch = heif._malloc(64)

  function view(): DataView {
    return new DataView(heif.HEAPU8.buffer as ArrayBuffer) // oxlint-disable-line typescript/no-unsafe-type-assertion -- memory that grows is another buffer
  }
  const number = (at: number) => view().getUint32(at, true)
  const copy = (at: number, length: number) => new Uint8Array(view().buffer, at, length).slice()

  function put(data: Uint8Array): number {
    const at = heif._malloc(data.length)
    if (at === 0) throw new Error('out of memory')
    new Uint8Array(view().buffer).set(data, at)
    return at
  }

  /** Most functions write an error to the place that is their first argument. */
  function ask(call: (error: number) => void): void {
    call(scratch)
    if (number(scratch) === 0) return
    code = number(scratch)
    throw new Error(`libheif error ${code}, ${number(scratch + 4)}`)
  }

  function open(): number {
    const context = heif._heif_context_alloc()
    ask((error) => heif._heif_context_read_from_memory_without_copy(error, context, put(bytes), bytes.length, 0))
    ask((error) => heif._heif_context_get_primary_image_handle(error, context, scratch + 16))
    return number(scratch + 16)
  }

  function iccOf(image: number): Uint8Array | null {
    const size = heif._heif_image_handle_get_raw_color_profile_size(image)
    if (size === 0 || size > MOST_METADATA) return null
    const at = heif._malloc(size)
    ask((error) => heif._heif_image_handle_get_raw_color_profile(error, image, at))
    return copy(at, size)
  }

  function nclxOf(image: number): HeicHeader['nclx'] {
    heif._heif_image_handle_get_nclx_color_profile(scratch, image, scratch + 16)
    if (number(scratch) !== 0) return null
    const at = number(scratch + 16)
    return { primaries: number(at + 4), transfer: number(at + 8) }
  }

  /** The first block of a type: `Exif`, or `mime`, which is XMP. */
  function metadataOf(image: number, type: string): Uint8Array | null {
    const filter = put(Buffer.from(`${type}\0`))
    if (heif._heif_image_handle_get_list_of_metadata_block_IDs(image, filter, scratch + 16, 1) === 0) return null
    const id = number(scratch + 16)
    const size = heif._heif_image_handle_get_metadata_size(image, id)
    if (size === 0 || size > MOST_METADATA) return null
    const at = heif._malloc(size)
    heif._heif_image_handle_get_metadata(scratch, image, id, at)
    return number(scratch) === 0 ? copy(at, size) : null
  }

  /** The pixels as they are seen: libheif applies `clap`, `irot` and `imir`. EXIF's orientation does not count: ISO 23008-12 A.2.2. */
  function pixelsOf(image: number, head: Uint8Array): Uint8Array {
    const hasAlpha = heif._heif_image_handle_has_alpha_channel(image) !== 0
    const channels = hasAlpha ? 4 : 3
    const options = heif._heif_decoding_options_alloc()
    view().setUint8(options + 21, 1) // strict_decoding: what is missing is not to become grey
    ask((error) => heif._heif_decode_image(error, image, scratch + 16, 1, hasAlpha ? 11 : 10, options))
    const decoded = number(scratch + 16)
    const width = heif._heif_image_get_primary_width(decoded)
    const height = heif._heif_image_get_primary_height(decoded)
    if (width !== heif._heif_image_handle_get_width(image) || height !== heif._heif_image_handle_get_height(image)) {
      throw new Error('it has another size than it says')
    }
    const plane = heif._heif_image_get_plane_readonly(decoded, CHANNEL_INTERLEAVED, scratch + 20)
    const stride = number(scratch + 20)
    const result = new Uint8Array(head.length + width * height * channels)
    result.set(head)
    for (let y = 0; y < height; y += 1) {
      const row = new Uint8Array(view().buffer, plane + y * stride, width * channels)
      result.set(row, head.length + y * width * channels)
    }
    if (hasAlpha && heif._heif_image_handle_is_premultiplied_alpha(image) !== 0) divide(result.subarray(head.length))
    return result
  }

  function divide(rgba: Uint8Array): void {
    for (let at = 0; at < rgba.length; at += 4) {
      const alpha = rgba[at + 3]!
      if (alpha === 0 || alpha === 255) continue
      for (let of = at; of < at + 3; of += 1) rgba[of] = Math.min(255, Math.round((rgba[of]! * 255) / alpha))
    }
  }

  function attempt(step: () => void): void {
    try {
      step()
    } catch (error) {
      say({ refused: String(error), code })
    }
  }

  attempt(() => {
    const image = open()
    const header = {
      width: heif._heif_image_handle_get_width(image),
      height: heif._heif_image_handle_get_height(image),
      hasAlpha: heif._heif_image_handle_has_alpha_channel(image) !== 0,
      icc: iccOf(image),
      nclx: nclxOf(image),
      exif: metadataOf(image, 'Exif'),
      xmp: metadataOf(image, 'mime'),
    }
    parentPort?.on('message', (request: PixelsRequest) => {
      most = request.memory
      attempt(() => {
        const pixels = pixelsOf(image, request.head)
        say({ pixels }, [pixels.buffer as ArrayBuffer]) // oxlint-disable-line typescript/no-unsafe-type-assertion -- it was made above
      })
    })
    say({ header })
  })
}
