import { runPart } from './kit/part.ts'
import { scaleOfClients } from './scale/clients.ts'
import { scaleOfOriginals } from './scale/originals.ts'

await runPart('scale', async (bench) => {
  const originals = await scaleOfOriginals(bench)
  const clients = await scaleOfClients(bench)
  return {
    measures: [...originals.measures, ...clients.measures],
    charts: [...originals.charts, ...clients.charts],
  }
})
