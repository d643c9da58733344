import sharp from 'sharp'
import { ssim } from 'ssim.js'

/** Structural similarity of two encoded pictures of one size, 1 where they are the same. */
export async function similarity(a: Uint8Array, b: Uint8Array): Promise<number> {
  return ssim(await pixelsOf(a), await pixelsOf(b)).mssim
}

async function pixelsOf(bytes: Uint8Array) {
  const { data, info } = await sharp(bytes).ensureAlpha().raw().toBuffer({ resolveWithObject: true })
  return { data: new Uint8ClampedArray(data), width: info.width, height: info.height, colorSpace: 'srgb' as const }
}
