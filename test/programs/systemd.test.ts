import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, expect, it } from 'vitest'
import { folders } from '../local/running.ts'
import { shipped } from '../local/shipped.ts'
import { need } from './need.ts'

beforeAll(() => need('systemd-analyze'))

it('systemd understands every line of the unit', async () => {
  const { root } = await folders()
  const unit = join(root, 'sizewright.service')
  await writeFile(unit, shipped('sizewright.service').replace('/usr/bin/node', process.execPath)) // it must be there
  const { stdout, stderr } = await promisify(execFile)('systemd-analyze', ['verify', '--man=no', unit])
  // Of a line that it does not know it only tells, and of other units on the machine, too.
  expect(`${stdout}${stderr}`.split('\n').filter((line) => line.includes('sizewright'))).toEqual([])
})
