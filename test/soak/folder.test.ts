import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { createCatalogue } from '../../src/config/catalogue.ts'
import { resolveConfig } from '../../src/config/config.ts'
import { decoders } from '../../src/image/sniff.ts'
import { createTruth, type Truth } from '../crash/truth.ts'
import { filesBelow, folders } from '../local/running.ts'
import { answersOf, findWrong } from './answers.ts'
import { createChangers, type Ground, makeReadable } from './changes.ts'
import { md5, startClients } from './clients.ts'
import { createDisturbance } from './disturbance.ts'
import { hideTree } from './hidden-tree.ts'
import { settle } from './settle.ts'
import { config, ENDS, makeFiles, MINUTES, type Soak, soak, WITHOUT } from './soak.ts'

const TREES = ['holiday', 'deep', 'deep/er', 'trip'] as const
const KEYS = ['a.jpg', 'b.jpg', ...TREES.flatMap((tree) => [`${tree}/a.jpg`, `${tree}/été 1+1.jpg`])] as [
  string,
  ...string[],
]

const catalogue = createCatalogue(resolveConfig(config), decoders)
const [FIRST = '', ...OTHERS] = catalogue.renditions.keys()
const NAMES = [FIRST, ...OTHERS] as const

it(`a folder is served as it is, through its share of ${MINUTES} minutes of changes`, async () => {
  expect(await soak(0.7, soakFolder)).toEqual([])
})

/** Busy times, and between them quiet ones in which everything is compared. */
async function soakFolder({ chance, history, guard, failures, totals, isOver }: Soak): Promise<void> {
  const { ground, args } = await prepare(chance)
  const { folder, disturbance } = ground
  const truth = createTruth(config)
  const changers = createChangers(ground, WITHOUT)
  const amiss = (what: string) => {
    history.note(`amiss: ${what}`)
    failures.push(what)
  }

  async function start(): Promise<void> {
    const poll = chance.pick([2, 300])
    history.note(`start: --poll ${poll}`)
    await guard.start([...args, '--poll', String(poll)])
  }

  async function restart(signal: 'SIGKILL' | 'SIGTERM', meanwhile = async () => {}): Promise<void> {
    const wrong = await guard.end(signal)
    history.note(`${signal}: ${wrong ?? 'ended'}`)
    if (wrong !== null) amiss(wrong)
    await meanwhile()
    await start()
  }

  async function beBusy(): Promise<void> {
    const over = new AbortController()
    const changing = changers.map(async (change) => {
      const own = chance.fork()
      while (!over.signal.aborted) {
        history.note(await change(own))
        await sleep(own.below(80))
      }
    })
    for (let turns = 1 + chance.below(3); turns > 0; turns -= 1) {
      await sleep(500 + chance.below(2500))
      const end = chance.pick([null, ...ENDS])
      if (end !== null) await restart(end)
    }
    over.abort()
    await Promise.all(changing)
    await makeReadable(folder)
    history.note('quiet: nobody changes anything')
  }

  const findFaults = () => truth.findFaults(folder, args[2])

  async function findWrongAnswers(): Promise<string[]> {
    const wrong: string[] = []
    for (const key of new Set([...KEYS, `${KEYS[0]}/in.jpg`, ...(await filesBelow(folder))])) {
      const right = await answersOf(truth, folder, key)
      wrong.push(...(await findWrong(guard.url() ?? '', NAMES, key, right, () => (totals.checks += 1))))
    }
    return wrong
  }

  const known = await renditionsOf(truth, ground.files)
  const asking = { chance: chance.fork(), count: 3, keys: KEYS, names: NAMES, url: guard.url }
  await start()
  const clients = startClients({ ...asking, known, disturbance, amiss })
  try {
    while (!isOver()) {
      await beBusy()
      await settle('the data folder', findFaults, guard.death)
      await settle('what is answered', findWrongAnswers, guard.death)
      if (!WITHOUT.has('unreadable')) {
        await hideTree({ ground, truth, names: NAMES, guard, chance, history, totals, restart, findFaults })
      }
      totals.rounds += 1
    }
  } finally {
    await clients.stop()
    history.note(`clients: ${JSON.stringify(clients.counts)}`)
  }
}

async function prepare(chance: Soak['chance']) {
  const { root, originals: folder, data } = await folders()
  const [draft, outside, file] = [join(root, 'draft'), join(root, 'outside'), join(root, 'sizewright.config.ts')]
  const ground: Ground = {
    folder,
    draft,
    outside,
    keys: KEYS,
    trees: TREES,
    files: await makeFiles(chance),
    disturbance: createDisturbance(),
  }
  for (const path of [draft, outside]) await mkdir(path)
  await writeFile(join(outside, 'a.jpg'), ground.files[0])
  await writeFile(file, `export default ${JSON.stringify(config)}`)
  return { ground, args: [folder, '--data', data, '--port', '0', '--config', file] as const }
}

/** The MD5s of every picture that can be answered, by name. */
async function renditionsOf(truth: Truth, files: readonly Buffer[]): Promise<Map<string, Set<string>>> {
  const known = new Map([...catalogue.pictures.keys()].map((name) => [name, new Set<string>()]))
  for (const bytes of files) {
    for (const [name, made] of (await truth.expect('', bytes)) ?? []) known.get(name)?.add(md5(made))
  }
  return known
}
