import { expect, test } from 'vitest'
import { orAbsent, orNoObject } from '../../../src/stores/folder/fs-errors.ts'

const fault = (code: string) => Promise.reject(Object.assign(new Error(code), { code }))

test.each(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'])('%s means that nothing is there', async (code) => {
  expect(await orAbsent(fault(code))).toBeNull()
  expect(await orNoObject(fault(code))).toBeNull()
})

test.each(['EACCES', 'EPERM', 'EIO', 'ENOSPC', 'EMFILE', 'ESTALE', 'ENODEV', 'ETIMEDOUT'])(
  '%s does not mean that nothing is there',
  async (code) => {
    await expect(orAbsent(fault(code))).rejects.toThrow(code)
    await expect(orNoObject(fault(code))).rejects.toThrow(code)
  },
)

test('a link in a circle is no object, and for anything else a fault', async () => {
  await expect(orAbsent(fault('ELOOP'))).rejects.toThrow('ELOOP')
  expect(await orNoObject(fault('ELOOP'))).toBeNull()
})
