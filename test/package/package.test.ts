import { execFile, spawn } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { makeFont } from '../image/fonts/make-font.ts'
import { jpegOf } from '../image/pictures.ts'

const ROOT = new URL('../..', import.meta.url).pathname
const run = promisify(execFile)

let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sizewright-package-'))
  await run('npm', ['pack', '--pack-destination', folder], { cwd: ROOT })
  const [tarball = ''] = await readdir(folder)
  await writeFile(join(folder, 'package.json'), JSON.stringify({ type: 'module', private: true }))
  const manifest: { devDependencies: Record<string, string> } = JSON.parse(
    await readFile(join(ROOT, 'package.json'), 'utf8'),
  )
  const besides = ['aws-cdk-lib', 'constructs'].map((name) => `${name}@${manifest.devDependencies[name]}`)
  await run('npm', ['install', '--no-audit', '--no-fund', join(folder, tarball), ...besides], { cwd: folder })
})
afterAll(() => rm(folder, { recursive: true, force: true }))

it('serves a folder', async () => {
  await mkdir(join(folder, 'photos'))
  await writeFile(join(folder, 'photos/boat.jpg'), await jpegOf(900, 600))
  const config = `import { defineConfig } from 'sizewright/config'
    export default defineConfig({ variants: { hero: { width: 300, height: 100, fit: 'cover' } } })`
  await writeFile(join(folder, 'sizewright.config.ts'), config)
  const child = spawn(join(folder, 'node_modules/.bin/sizewright'), ['./photos', '--port', '0'], { cwd: folder })
  onTestFinished(() => void child.kill('SIGKILL'))
  const url = await new Promise<string>((resolve, reject) => {
    let text = ''
    const read = (chunk: Buffer) => {
      text += chunk.toString()
      const found = /^sizewright: (http\S+)$/m.exec(text)?.[1]
      if (found !== undefined) resolve(found)
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('exit', () => reject(new Error(text)))
  })
  const response = await fetch(`${url}/hero/boat.jpg`, { headers: { accept: 'image/webp' } })
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/webp'])
  expect((await fetch(url)).status).toBe(200)
  const drawing = (text: string) => `<svg xmlns="http://www.w3.org/2000/svg" width="90" height="50">${text}</svg>`
  await writeFile(join(folder, 'photos/drawing.svg'), drawing('<text y="40">Grüße, Жук</text>'))
  await writeFile(join(folder, 'photos/paths.svg'), drawing('<path d=""/>'))
  const of = async (name: string) => Buffer.from(await (await fetch(`${url}/hero/${name}`)).arrayBuffer())
  expect((await of('drawing.svg')).length, 'its fonts are there').toBeGreaterThan(2 * (await of('paths.svg')).length)
})

it('says what to install for a check of the account', async () => {
  const ended = run(join(folder, 'node_modules/.bin/sizewright'), ['check', '--account'], { cwd: folder })
  await expect(ended).rejects.toMatchObject({
    code: 2,
    stdout: expect.stringContaining('it needs a client of AWS: npm install @aws-sdk/client-lambda, then again'),
  })
})

it('gives another CDK app the construct, with its types', async () => {
  const app = `import { App, Stack } from 'aws-cdk-lib'
    import { ImageService, type ImageServiceProps } from 'sizewright'
    import { type Config, defineConfig } from 'sizewright/config'

    const app = new App({ outdir: 'cdk.out' })
    const stack = new Stack(app, 'Mine')
    const config = defineConfig({ variants: { hero: { width: 1920, height: 800, fit: 'cover' } }, fonts: './fonts' })
    const own: Config = config
    const props: ImageServiceProps = { config: own, reconcileConcurrency: 10 }
    const images: ImageService = new ImageService(stack, 'Images', props)
    // @ts-expect-error -- a test of the types: it is called otherwise
    const misspelt: ImageServiceProps = { reconcileConcurency: 10 }
    // @ts-expect-error -- a test of the types: it is a number
    const wrong: Config = { variants: { hero: { width: 'all' } } }
    void [misspelt, wrong]
    // @ts-expect-error -- a test of the types: there is no such property
    void images.nothing
    app.synth()
  `
  await mkdir(join(folder, 'fonts'))
  await writeFile(join(folder, 'fonts/han.ttf'), makeFont({ family: 'Test', characters: '漢' }))
  await writeFile(join(folder, 'app.ts'), app)
  await checkTypes('app.ts')
  await run(process.execPath, ['app.ts'], { cwd: folder })
  const template = await readFile(join(folder, 'cdk.out/Mine.template.json'), 'utf8')
  expect(template).toContain('AWS::CloudFront::Distribution')
  const assets = (await readdir(join(folder, 'cdk.out'))).filter((name) => name.startsWith('asset.'))
  const contents = await Promise.all(
    assets.map((asset) => readdir(join(folder, 'cdk.out', asset)).catch((): string[] => [])),
  )
  const functions = contents.filter((names) => names.includes('index.mjs') && names.includes('settings.json'))
  expect(functions.length).toBeGreaterThanOrEqual(2)
  for (const names of functions) expect(names).toEqual(expect.arrayContaining(['fonts', 'fonts.conf', 'typefaces']))
  const settings = await Promise.all(
    assets.map((asset) => readFile(join(folder, 'cdk.out', asset, 'settings.json'), 'utf8').catch(() => '')),
  )
  expect(settings.filter((text) => text.includes('"hero"')).length).toBe(functions.length)
})

it.each([
  { args: ['--help'], usage: 'npx sizewright [folder]' },
  { args: ['doctor', '--help'], usage: 'npx sizewright doctor LOCATION' },
  { args: ['check', '--help'], usage: 'npx sizewright check URL' },
])('says how it is called: $args', async ({ args, usage }) => {
  const { stdout } = await run(join(folder, 'node_modules/.bin/sizewright'), args, { cwd: folder })
  expect(stdout).toContain(`Usage: ${usage}`)
  expect(stdout).not.toContain('npm start')
  expect(stdout).not.toMatch(/(?<!\/)\bdocs\//) // which the package does not hold
})

// npm shows the README, whose relative links and pictures it takes from `repository`, at HEAD.
it('has a page at npm whose links lead somewhere', async () => {
  const installed = join(folder, 'node_modules/sizewright')
  const manifest: { repository: { url: string }; homepage: string; bugs: string; keywords: string[] } = JSON.parse(
    await readFile(join(installed, 'package.json'), 'utf8'),
  )
  const [, address = ''] = /^git\+(https:\/\/github\.com\/[\w-]+\/[\w-]+)\.git$/.exec(manifest.repository.url) ?? []
  expect(address).not.toBe('')
  expect([manifest.homepage, manifest.bugs]).toEqual([`${address}#readme`, `${address}/issues`])
  expect(manifest.keywords).toContain('aws-cdk')
  const { stdout } = await run(join(folder, 'node_modules/.bin/sizewright'), ['doctor', '--help'], { cwd: folder })
  expect(stdout).toContain(`${address}/blob/HEAD/docs/doctor.md`)
  const text = await readFile(join(installed, 'README.md'), 'utf8')
  const links = [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, link = '']) => link)
  expect(links.length).toBeGreaterThan(20)
  for (const link of links) await run('git', ['ls-files', '--error-unmatch', link], { cwd: ROOT })
})

describe('an older Node.js', () => {
  let old = ''
  beforeAll(async () => {
    // What the package `node` would download for this machine.
    const name = `node-${process.platform}-${process.arch}`
    await run('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--prefix', join(folder, 'old'), `${name}@20`])
    old = join(folder, 'old/node_modules', name, 'bin')
  })

  it.each([
    ['the package', () => [join(old, 'node'), join(folder, 'node_modules/sizewright/dist/src/main.js')]],
    ['npm start', async () => ['sh', '-c', await startScript()]],
  ])('is told in one sentence what is needed, by %s', async (_, commandOf) => {
    const [command = '', ...args] = await commandOf()
    const env = { ...process.env, PATH: `${old}:${process.env['PATH']}` }
    const ended = await run(command, args, { cwd: ROOT, env }).catch((error: unknown) => error)
    expect(ended).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^sizewright: it needs Node\.js 22\.22 or newer, and this is 20\.\d+\.\d+\n$/),
    })
  })

  it('is what `engines` says', async () => {
    const { engines }: { engines: { node: string } } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'))
    expect(engines.node).toBe('>=22.22')
  })
})

it('gives pages the loaders, with their types', async () => {
  const page = `import config from './page.config.ts'
    import { createLoader, widthsOf } from 'sizewright/loaders'
    import { nextLoader } from 'sizewright/loaders/next'
    import nuxt from 'sizewright/loaders/nuxt'
    import astro from 'sizewright/loaders/astro'

    const options = { baseUrl: 'https://images.example.com', variants: config.variants }
    const image = { src: '/été.jpg', width: 900 }
    console.log(
      JSON.stringify([
        createLoader(options).url('été.jpg', 'small'),
        nextLoader(options)(image),
        nuxt().getImage(image.src, { ...options, modifiers: image }).url,
        astro.getURL(image, { service: { config: options } }),
        widthsOf(config),
      ]),
    )
    // @ts-expect-error -- a test of the types: there is no such variant
    if (Date.now() === 0) createLoader(options).url('été.jpg', 'medium')
  `
  const config = `import { defineConfig } from 'sizewright/config'
    export default defineConfig({ variants: { small: { width: 300 }, big: { width: 900 } } })`
  await writeFile(join(folder, 'page.config.ts'), config)
  const components = `import config from './page.config.ts'
    import { defineImage } from 'sizewright/element'
    import { createImage } from 'sizewright/react'

    defineImage({ baseUrl: '', ...config })
    const Image = createImage({ baseUrl: '', ...config })
    Image({ src: 'k', alt: '', variants: ['small'] })
    // @ts-expect-error -- a test of the types: there is no such variant
    Image({ src: 'k', alt: '', variants: ['medium'] })
  `
  await writeFile(join(folder, 'components.ts'), components)
  await checkTypes('components.ts', '--allowImportingTsExtensions')
  await writeFile(join(folder, 'page.ts'), page)
  await checkTypes('page.ts', '--allowImportingTsExtensions')
  const { stdout } = await run(process.execPath, ['page.ts'], { cwd: folder })
  const big = 'https://images.example.com/big/%C3%A9t%C3%A9.jpg'
  expect(JSON.parse(stdout)).toEqual([big.replace('big', 'small'), big, big, big, [300, 900]])
})

async function startScript(): Promise<string> {
  const { scripts }: { scripts: { start: string } } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'))
  return scripts.start
}

async function checkTypes(file: string, ...more: string[]): Promise<void> {
  const options = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--target', 'es2024']
  const types = ['--types', 'node', '--typeRoots', join(ROOT, 'node_modules/@types')]
  await run(join(ROOT, 'node_modules/.bin/tsc'), [...options, ...types, ...more, file], { cwd: folder })
}
