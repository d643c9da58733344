import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { jpegOf } from '../../image/pictures.ts'
import { eventually, filesBelow, folders, start } from '../running.ts'

const KEY = 'a"b\'c<script>alert(1)<i>&{{e}}.jpg'
const CUT = 'cut<script>alert(2)<i>.jpg'

it('a page of the gallery runs and loads nothing but its own, is in no frame, and shows names as text', async () => {
  const { originals, data } = await folders()
  await writeFile(join(originals, KEY), await jpegOf(300, 200))
  await writeFile(join(originals, CUT), (await jpegOf(300, 200)).subarray(0, 700))
  const service = await start([originals, '--data', data, '--port', '0'])
  await eventually(
    async () => [...(await filesBelow(join(data, 'processed'))), ...(await filesBelow(join(data, 'errors')))],
    (files) => files.length === 8,
  )
  const nonces = new Set<string>()
  const search = encodeURIComponent('"><script>alert(3)<i>')
  const targets = ['/', `/?q=${search}`, `/_gallery/original?key=${encodeURIComponent(KEY)}`]
  targets.push(`/_gallery/original?key=${encodeURIComponent(CUT)}`, '/')
  for (const target of targets) {
    const { status, headers, body } = await service.get(target)
    const html = body.toString()
    const policy = Object.fromEntries(
      String(headers['content-security-policy'])
        .split('; ')
        .map((directive) => [directive.split(' ')[0], directive.split(' ').slice(1).join(' ')]),
    )
    const nonce = /^'nonce-(.{16,})'$/.exec(policy['script-src'] ?? '')?.[1] ?? ''
    nonces.add(nonce)
    expect([target, status, policy]).toEqual([
      target,
      200,
      {
        'default-src': "'none'",
        'img-src': "'self' data:",
        'connect-src': "'self'",
        'style-src': `'nonce-${nonce}'`,
        'script-src': `'nonce-${nonce}'`,
        'base-uri': "'none'",
        'form-action': "'self'",
        'frame-ancestors': "'none'",
      },
    ])
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'referrer-policy': 'same-origin',
    })
    for (const [tag] of html.matchAll(/<(?:script|style|link rel="stylesheet")[^>]*>/g))
      expect(tag).toContain(`nonce="${nonce}"`)
    expect(html).not.toMatch(/<script>|<i>|\son\w+=|javascript:/i)
  }
  expect(nonces.size).toBe(targets.length) // none is used twice
  expect((await service.get(targets[2]!)).body.toString()).toContain('a&quot;b&#39;c&lt;script&gt;alert(1)')
})
