import { expect, it } from 'vitest'
import { errorObject } from '../../../src/core/stored.ts'
import { reasons } from '../../../src/errors.ts'
import { failuresAmong, firstFailures } from '../../../src/local/gallery/failures.ts'
import { adviceFor } from '../../../src/local/gallery/views/advice.ts'
import { INDEX } from '../../../src/local/settled/index-object.ts'
import { escapeKey } from '../../../src/path.ts'
import { createWorld, upload } from '../../world.ts'

it.each([...Object.keys(reasons), 'archived'])('says what to do about %s', (reason) => {
  expect(adviceFor(reason)).toMatch(/^[A-Z].+\.$/)
  expect(adviceFor(reason)).not.toBe(adviceFor(undefined))
})

it('gives the first failures, each with its reason and what to do', async () => {
  const { errors } = createWorld()
  await upload(errors, INDEX, Buffer.from('index'))
  const entry = { source: 'x', decodeRecipe: 'y' }
  const cut = errorObject({ ...entry, reason: 'damaged', detail: reasons.damaged }, Buffer.from('cut'), 'image/jpeg')
  const large = { ...entry, reason: 'too-many-bytes', detail: 'the file has 9 bytes, the limit is 8' } as const
  await errors.put(escapeKey('été.jpg'), cut, 'absent')
  await errors.put('large.jpg', errorObject(large, Buffer.alloc(0), 'image/jpeg'), 'absent')
  await upload(errors, 'strange.jpg', Buffer.from('by somebody else'))
  expect(await firstFailures({ errors }, 2)).toEqual([
    {
      key: 'été.jpg',
      reason: 'damaged',
      refusal: reasons.damaged,
      advice: expect.stringContaining('where it is whole'),
    },
    {
      key: 'large.jpg',
      reason: 'too-many-bytes',
      refusal: 'the file has 9 bytes, the limit is 8',
      advice: expect.stringContaining('raise limits.bytes'),
    },
  ])
  expect(await failuresAmong({ errors }, ['large.jpg', 'whole.jpg'])).toMatchObject([
    { key: 'large.jpg', reason: 'too-many-bytes' },
  ])
  expect((await firstFailures({ errors }, 100)).at(-1)).toEqual({
    key: 'strange.jpg',
    reason: undefined,
    refusal: 'unknown',
    advice: 'Replace it, or have it tried again.',
  })
})
