import { readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { basename } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deployCommands } from '../../../infra/template/commands.ts'
import { at, isObject, type Json } from '../json.ts'
import { type Output, writeAll } from './written.ts'

const read = (page: string) => readFileSync(new URL(`../../../docs/${page}`, import.meta.url), 'utf8')
const namesOf = (value: Json) => (isObject(value) ? Object.keys(value) : [])

let output: Output
beforeAll(() => {
  output = writeAll({ rateLimit: '2000', alarmEmail: 'ops@example.com' }, 'eu-central-1')
})
afterAll(() => rm(output.folder, { recursive: true }))

it('docs/operating.md shows what is printed, but for how large the template is', () => {
  const [, service] = output.written
  const plain = { ...service!, file: 'template.out/Sizewright.template.json', region: undefined }
  const printed = deployCommands([plain])
    .replace(/: \d+ KB/, ': 76 KB')
    .replaceAll(/^(?=.)/gm, '    ')
  expect(read('operating.md')).toContain(printed)
})

describe('docs/terraform.md', () => {
  const page = read('terraform.md')
  const hcl = [...page.matchAll(/^```hcl\n(.*?)^```$/gms)].map(([, text = '']) => text).join('\n')
  const all = (pattern: RegExp) => [...hcl.matchAll(pattern)].map(([, name = '']) => name)

  it('names templates, stacks and what is allowed as they are written', () => {
    const { written } = output
    expect(all(/out\}\/([\w-]+\.template\.json)/g).toSorted()).toEqual(
      written.map(({ file }) => basename(file)).toSorted(),
    )
    expect(all(/^ {2}name +?= "(Sizewright.*)"$/gm).toSorted()).toEqual(written.map(({ stack }) => stack).toSorted())
    expect(all(/capabilities = \["(\w+)"\]/g)).toEqual(written.flatMap(({ capabilities }) => capabilities))
    expect(hcl.match(/template_body/g)).toHaveLength(written.filter(({ bytes }) => bytes <= 51_200).length)
  })

  it('gives every parameter, and reads outputs that there are', () => {
    const service = output.templates[1]
    const [parameters = ''] = /(?<=parameters = \{)[^}]*/.exec(hcl) ?? []
    expect([...parameters.matchAll(/(\w+) +=|(\w+)=/g)].map(([, name]) => name)).toEqual(
      namesOf(at(service, 'Parameters')),
    )
    const outputs = all(/outputs\["(\w+)"\]/g)
    expect(outputs.length).toBeGreaterThan(2)
    expect(namesOf(at(service, 'Outputs'))).toEqual(expect.arrayContaining(outputs))
  })
})
