import { describe, expect, test } from 'vitest'
import { memoryStore } from '../../src/stores/memory.ts'
import { storeContract } from './contract.ts'
import { object } from './objects.ts'

storeContract('the memory store', async () => memoryStore())

describe('the memory store', () => {
  test.each([
    ['an upper-case name', { Focus: '1' }],
    ['a value beyond ASCII', { detail: 'zu groß' }],
    ['a line break', { detail: 'a\nb' }],
  ])('refuses metadata that S3 would refuse: %s', async (_what, metadata) => {
    await expect(memoryStore().put('boat.jpg', object('', { metadata }), 'absent')).rejects.toThrow(/metadata/)
  })
})
