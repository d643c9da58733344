import NextImage from 'next/image'
import { createImage } from 'sizewright/react'
import page from '../../cells.json'
import config from '../../sizewright.config'

const baseUrl = process.env.NEXT_PUBLIC_SIZEWRIGHT_URL
const Image = createImage({ baseUrl, ...config })
const { sizes, style, originals } = page

export default async function Cells() {
  const told = await Promise.all(originals.map(async ([key]) => (await fetch(`${baseUrl}/info/${key}`)).json()))
  return (
    <>
      <style>{style}</style>
      {originals.map(([key, width, height], at) => (
        <div key={key}>
          <div className="cell">
            <NextImage alt={`next ${key}`} src={key} width={width} height={height} sizes={sizes} />
          </div>
          <div className="cell">
            <Image alt={`react ${key}`} src={key} info={told[at]} />
          </div>
          <div className="cell">
            <Image alt={`sides ${key}`} src={key} width={width} height={height} sizes={sizes} priority />
          </div>
          <div className="cell">
            <Image
              alt={`art ${key}`}
              src={key}
              info={told[at]}
              sources={[{ media: '(max-width: 1px)', variants: ['square'] }]}
            />
          </div>
          <p>What stands below, and would move.</p>
        </div>
      ))}
    </>
  )
}
