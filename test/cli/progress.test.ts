import { expect, it } from 'vitest'
import { createProgress } from '../../src/cli/progress.ts'

it('progress is a bar that goes away on a terminal', () => {
  let text = ''
  const { progress, end } = createProgress({ isTTY: true, write: (more: string) => (text += more) })
  progress('read', 5, 10)
  expect(text).toBe(`\r\u001b[K${'█'.repeat(15)}${'░'.repeat(15)} 5 of 10 read`)
  end()
  expect(text.endsWith('\r\u001b[K')).toBe(true)
})
