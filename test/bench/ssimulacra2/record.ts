/**
 * Prints what libjxl's own program says of the pairs, as JSON for scores.json: `node test/bench/ssimulacra2/record.ts`. It
 * needs `ssimulacra2` on the path, of libjxl 0.9 or later (Debian 13: libjxl-devtools; Debian 12 has the package without it).
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Picture } from '../../../bench/quality/ssimulacra2/planes.ts'
import { sharp } from '../../../src/image/sharp.ts'
import { pairs } from './pairs.ts'

const folder = mkdtempSync(join(tmpdir(), 'sizewright-scores-'))
const [a, b] = [join(folder, 'a.png'), join(folder, 'b.png')]
const scores: Record<string, number> = {}
for (const [name, { original, distorted }] of Object.entries(pairs)) {
  await write(original, a)
  await write(distorted, b)
  scores[name] = Number(execFileSync('ssimulacra2', [a, b], { encoding: 'utf8' }))
}
rmSync(folder, { recursive: true })
console.log(JSON.stringify(scores, null, 2))

async function write({ data, width, height, channels }: Picture, file: string): Promise<void> {
  await sharp(data, { raw: { width, height, channels } })
    .toColourspace(channels < 3 ? 'b-w' : 'srgb')
    .png()
    .toFile(file)
}
