import { afterEach, inject, type ProvidedContext } from 'vitest'
import { type Cloud, startCloud } from './cloud.ts'

/** Gives each test a stack of its own, and fails those in which a function did what the template does not permit. */
export function useCloud(): (assembly?: keyof ProvidedContext['assemblies']) => Promise<Cloud> {
  let running: Cloud[] = []
  afterEach(async () => {
    const closing = running
    running = []
    for (const cloud of closing) await cloud.close()
  })
  return async (assembly = 'first') => {
    const cloud = await startCloud(inject('assemblies')[assembly], undefined, inject('runtimeClient'))
    running.push(cloud)
    await cloud.settle()
    return cloud
  }
}
