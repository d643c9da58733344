import * as React from 'react'
import { createImage } from 'sizewright/react'
import config from './sizewright.config'

const Image = createImage({ baseUrl: '', ...config })
const noteWidth = (event: React.SyntheticEvent<HTMLImageElement>) => event.currentTarget.naturalWidth

export const right = (
  <Image key="a" src="boat.jpg" alt="A boat" variants={['square', 'w600']} className="wide" onLoad={noteWidth} />
)
// @ts-expect-error -- a test of the types: there is no such variant
export const unknown = <Image src="boat.jpg" alt="A boat" variants={['huge']} />
// @ts-expect-error -- a test of the types: every picture has an alt
export const silent = <Image src="boat.jpg" />
