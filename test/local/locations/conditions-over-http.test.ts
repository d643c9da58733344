import { describe, expect, it } from 'vitest'
import { requireConditions } from '../../../src/local/locations/conditions.ts'
import { useS3 } from '../../s3/use.ts'
import { keysOf } from '../../world.ts'

const { open } = useS3()
const DENIED = { kind: 'deny', status: 500, code: 'InternalError' } as const
const CHECK = /^sizewright-check-/

describe('a server that keeps all conditions', () => {
  it.each([
    ['PUT', 0],
    ['PUT', 1],
    ['PUT', 2],
    ['PUT', 3],
    ['PUT', 4],
    ['DELETE', 0],
    ['DELETE', 1],
  ])('may be used although it answered one %s with 500, having done it, after %i others', async (method, after) => {
    const { server, store, bucket } = await open()
    server.fault({ method, bucket, key: CHECK, after, times: 1, fault: DENIED })
    await requireConditions(store, 's3://made')
    expect(await keysOf(store)).toEqual([])
  })

  it('that answers every write with 500 cannot be tried, and nothing is left in it', async () => {
    const { server, store, bucket } = await open()
    server.fault({ method: 'PUT', bucket, key: CHECK, fault: DENIED })
    await expect(requireConditions(store, 's3://made')).rejects.toThrow('PutObject: 500 InternalError')
    expect(await keysOf(store)).toEqual([])
  })
})
