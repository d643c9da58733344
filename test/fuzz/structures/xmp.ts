import { type Choices } from '../choices.ts'

export function xmp(c: Choices): Buffer {
  const name = c.pick(['dc:rights', 'dc:creator', 'hdrgm:Gamma', 'hdrgm:GainMapMax'])
  const value = c.pick(['Ann &amp; Bob', '&#x110000;&#55296;', '1.5', '-0.1e5', '<', 'é', '&#0;', '1'.repeat(50)])
  const items = c.many(4, () => `<rdf:li${c.pick(['', ' xml:lang="x-default"', ' '])}>${value}</rdf:li>`)
  const said = c.pick([
    `<${name}><rdf:Seq>${items.join('')}</rdf:Seq></${name}>`,
    `<${name}>${value}</${name}>`,
    ` ${name}="${value}"`,
  ])
  const version = c.pick([' hdrgm:Version="1.0"', '<hdrgm:Version>1.0</hdrgm:Version>', ''])
  return Buffer.from(`<x:xmpmeta${version}>${said}${c.pick(['', said, 'GPSLatitude'])}</x:xmpmeta>`)
}
