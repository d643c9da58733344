import { gzipSync } from 'node:zlib'
import { type Choices } from '../choices.ts'

export function svg(c: Choices): Buffer {
  const quote = c.pick(['"', "'"])
  const piece = () =>
    c.pick([
      '<!-- a -->',
      '<?a b?>',
      ' ',
      '\n',
      '<!--',
      '<?',
      '<!DOCTYPE svg>',
      '\ufeff',
      `<!doctype svg [<!ENTITY a ${quote}b${quote}>]>`,
      `<!ENTITY b ${quote}&a;${quote}`,
      '<!ENTITY % c SYSTEM "d">',
      '>',
      ']',
      '<',
    ])
  const attribute = () =>
    ` ${c.pick(['width', 'height', 'viewBox', 'xmlns:a', 'preserveAspectRatio', 'é'])}${c.pick(['=', ' = ', ''])}${quote}${c.pick(['10', '24mm', '0 0 24 16', '0,0 , 1e9 -1', '50%', '&a;', '>', '', '1e999'])}${quote}`
  const inside = () =>
    c.pick([
      '<text>',
      '</text>',
      '<a:text b="<">',
      '<switch>',
      '</switch>',
      `<foreignObject ${c.pick(['', 'requiredFeatures="a"'])}>`,
      '</foreignObject>',
      '<title>',
      '<g systemLanguage="a"/>',
      '<![CDATA[漢]]>',
      '<![CDATA[',
      '<!-- ',
      '&a;',
      '&#x6f22;',
      '&#99999999999;',
      '漢',
      'a',
      quote,
    ])
  const declared = c.pick(['', '<?xml version="1.0"?>', '<?xml encoding="utf-16"?>', '<?xml encoding="latin1"?>'])
  const text = `${declared}${c.many(5, piece).join('')}<${c.pick(['svg', 'a:svg', 'html', 'SVG'])}${c.many(5, attribute).join('')}${c.pick(['/>', '><rect/></svg>', '', ' ', `>${c.many(8, inside).join('')}</svg>`])}`
  const bytes = Buffer.from(text, c.pick(['utf8', 'utf16le', 'latin1']))
  return c.below(8) === 0 ? gzipSync(bytes, { level: 1 }) : bytes
}
