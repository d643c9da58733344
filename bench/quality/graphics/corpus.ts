import type { Graphic } from '../drawing/drawing.ts'
import { chartWithPhoto } from './chart-with-photo.ts'
import { chart } from './chart.ts'
import { code } from './code.ts'
import { comic } from './comic.ts'
import { palette } from './diagram.ts'
import { icon, pixelArt } from './icons.ts'
import { gradientInterface, mock } from './interfaces.ts'
import { lineArt } from './line-art.ts'
import { clearLogo, flatLogo, sampleLogo } from './logos.ts'
import { map } from './map.ts'
import { scannedPage, textPage } from './pages.ts'
import { qrCode } from './qr-code.ts'
import { screenshot } from './screenshot.ts'
import { terminal } from './terminal.ts'

/**
 * The pictures that are no photos: seven kinds that were found to be encoded badly, ten more by which a rule that was made
 * for these can be judged, and two that are delivered as they are.
 */
export const graphics: readonly Graphic[] = [
  screenshot,
  flatLogo,
  clearLogo,
  sampleLogo,
  chart,
  textPage,
  lineArt,
  terminal,
  code,
  map,
  qrCode,
  comic,
  icon,
  gradientInterface,
  scannedPage,
  chartWithPhoto,
  pixelArt,
  palette,
  mock,
]
