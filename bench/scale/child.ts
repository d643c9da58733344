import { resolveConfig } from '../../src/config/config.ts'
import { readOptions } from '../../src/local/options.ts'
import { startServer } from '../../src/local/server.ts'

const PAGES = 7

/** Starts the service over a folder in this process, waits until it has caught up, and asks for the gallery. */
const [folder, data] = process.argv.slice(2)
if (folder === undefined || data === undefined) throw new Error('which folder, and which data folder?')
const options = readOptions([folder, '--data', data, '--port', '0'])
if (options.help) throw new Error('no folder may be called so')

const start = performance.now()
const cpu = process.cpuUsage()
const service = await startServer(options, resolveConfig({}), {
  report(fault) {
    throw fault
  },
  progress() {},
})
const keys = await service.caughtUp
const caughtUp = performance.now() - start
const { user, system } = process.cpuUsage(cpu)
const page: number[] = []
for (let time = 0; time < PAGES; time += 1) {
  const asked = performance.now()
  await (await fetch(`${service.url}/`)).text()
  page.push(performance.now() - asked)
}
console.log(JSON.stringify({ keys, caughtUp, cpu: (user + system) / 1000, page }))
await service.close()
