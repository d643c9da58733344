import { sharp } from '../../src/image/sharp.ts'
import { joinPictures } from '../../src/image/gain-map/segments.ts'
import { scene } from './scene.ts'

/** A JPEG with a gain map, as Android phones write it: https://developer.android.com/media/platform/hdr-image-format. */
export async function hdrPhoto(): Promise<Buffer> {
  const map = await sharp({ create: { width: 64, height: 32, channels: 3, background: '#808080' } })
    .toColourspace('b-w')
    .withXmp(xmp('hdrgm:GainMapMin="0" hdrgm:GainMapMax="2" hdrgm:HDRCapacityMax="2"'))
    .jpeg()
    .toBuffer()
  const items = `${item('Primary')}${item('GainMap', `Item:Length="${map.length}"`)}`
  const directory = `<Container:Directory><rdf:Seq>${items}</rdf:Seq></Container:Directory>`
  const shown = await scene({ scale: 11 }).withXmp(xmp(NAMES, directory)).jpeg({ quality: 80 }).toBuffer()
  const photo = joinPictures(shown, map)
  // Sharp looks for it with libultrahdr, which knows nothing of how it was made here.
  if ((await sharp(photo).metadata()).gainMap === undefined) throw new Error('there is no gain map')
  return photo
}

const NAMES =
  'xmlns:Container="http://ns.google.com/photos/1.0/container/" xmlns:Item="http://ns.google.com/photos/1.0/container/item/"'

function xmp(attributes: string, inside = ''): string {
  return `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:hdrgm="http://ns.adobe.com/hdr-gain-map/1.0/" hdrgm:Version="1.0" ${attributes}>${inside}</rdf:Description></rdf:RDF></x:xmpmeta>`
}

function item(meaning: string, more = ''): string {
  return `<rdf:li rdf:parseType="Resource"><Container:Item Item:Semantic="${meaning}" Item:Mime="image/jpeg" ${more}/></rdf:li>`
}
