import { runPart } from './kit/part.ts'
import { scaleOfClients } from './scale/clients.ts'
import { scaleOfList } from './scale/list.ts'
import { scaleOfOriginals } from './scale/originals.ts'

await runPart('scale', async (bench) => {
  const originals = await scaleOfOriginals(bench)
  const list = await scaleOfList(bench)
  const clients = await scaleOfClients(bench)
  return {
    measures: [...originals.measures, ...list.measures, ...clients.measures],
    charts: [...originals.charts, ...clients.charts],
  }
})
