import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

/**
 * Runs an app and writes into what it has synthesized the number of an older form. The newest integ-runner (2.197.10) refuses
 * what aws-cdk-lib 2.276 writes ("Maximum schema version supported is 53.x.x, but found 55.0.0"), though nothing that it reads
 * is others. When a newer one takes it, this file goes.
 */
const NEWEST_READ = 53

process.once('exit', () => {
  const folder = process.env['CDK_OUTDIR']
  if (folder === undefined) return
  for (const name of readdirSync(folder).filter((one) => /^(?:manifest|integ|.*\.assets)\.json$/.test(one))) {
    const file = join(folder, name)
    writeFileSync(file, lowered(readFileSync(file, 'utf8')))
  }
})

await import(pathToFileURL(resolve(process.argv[2] ?? '')).href)

function lowered(manifest: string): string {
  return manifest.replace(/"version": ?"(\d+)\.\d+\.\d+"/, (said, major: string) =>
    Number(major) > NEWEST_READ ? `"version":"${NEWEST_READ}.0.0"` : said,
  )
}
