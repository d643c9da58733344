/** The properties of a gain map and their values; one for each colour, or one for all. */
type Properties = ReadonlyMap<string, readonly string[]>

const NAMES = ['GainMapMin', 'GainMapMax', 'Gamma', 'OffsetSDR', 'OffsetHDR', 'HDRCapacityMin', 'HDRCapacityMax']
const NUMBER = /^\s*[+-]?\d{1,9}(?:\.\d{1,20})?(?:[Ee][+-]?\d{1,2})?\s*$/
/** The characters that are read of an XMP packet. */
const MOST = 2 ** 14

/** What a gain map's XMP says of how to apply it, or `null` where it says nothing that can be kept. */
export function hdrProperties(xmp: string): Properties | null {
  const text = xmp.slice(0, MOST)
  if (
    !/hdrgm:Version\s*=\s*["']1\.0|<hdrgm:Version>1\.0/.test(text) ||
    /BaseRenditionIsHDR[^A-Za-z]{1,3}True/i.test(text)
  )
    return null
  const found = NAMES.map((name) => [name, valuesOf(text, name)] as const)
  return new Map(found.filter(([, values]) => values.length > 0 && values.every((value) => NUMBER.test(value))))
}

/** XMP part 1, 7.4 to 7.7: a property is an attribute, an element or an array. */
function valuesOf(xmp: string, name: string): string[] {
  const attribute = new RegExp(`hdrgm:${name}\\s*=\\s*["']([^"']{1,40})["']`).exec(xmp)?.[1]
  if (attribute !== undefined) return [attribute]
  const start = xmp.indexOf(`<hdrgm:${name}>`)
  const end = xmp.indexOf(`</hdrgm:${name}>`, start)
  if (start === -1 || end === -1) return []
  const element = xmp.slice(start + name.length + 8, end)
  const items = [...element.matchAll(/<rdf:li>([^<]{1,40})<\/rdf:li>/g)].map(([, value]) => value!)
  return items.length > 0 ? items.slice(0, 3) : [element]
}

/** The XMP of a gain map. Single values are attributes, the only form in which Android's reader knows them. */
export function xmpOfMap(properties: Properties): string {
  const attributes = []
  const elements = []
  for (const [name, values] of properties) {
    if (values.length === 1) attributes.push(` hdrgm:${name}="${values[0]!.trim()}"`)
    else elements.push(`<hdrgm:${name}><rdf:Seq>${values.map(item).join('')}</rdf:Seq></hdrgm:${name}>`)
  }
  return packet(` hdrgm:BaseRenditionIsHDR="False"${attributes.join('')}`, elements.join(''))
}

function item(value: string): string {
  return `<rdf:li>${value.trim()}</rdf:li>`
}

/**
 * The XMP of a picture that a gain map follows.
 *
 * @param length of the gain map, in bytes
 */
export function xmpOfPicture(length: number): string {
  const pictures = ['Item:Semantic="Primary"', `Item:Semantic="GainMap" Item:Length="${length}"`]
  const items = pictures.map(
    (said) => `<rdf:li rdf:parseType="Resource"><Container:Item Item:Mime="image/jpeg" ${said}/></rdf:li>`,
  )
  return packet(
    ' xmlns:Container="http://ns.google.com/photos/1.0/container/" xmlns:Item="http://ns.google.com/photos/1.0/container/item/"',
    `<Container:Directory><rdf:Seq>${items.join('')}</rdf:Seq></Container:Directory>`,
  )
}

function packet(attributes: string, content: string): string {
  return (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">' +
    `<rdf:Description rdf:about="" xmlns:hdrgm="http://ns.adobe.com/hdr-gain-map/1.0/"${attributes} hdrgm:Version="1.0">` +
    `${content}</rdf:Description></rdf:RDF></x:xmpmeta>`
  )
}
