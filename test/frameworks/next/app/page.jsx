import Image from 'next/image'
import Link from 'next/link'
import local from '../local.jpg'

export default function Page() {
  return (
    <>
      <Image alt="fixed" src="holiday/boat.jpg" width={300} height={200} />
      <Image alt="fluid" src="/été 1+1 (2)%.jpg" sizes="100vw" width={1200} height={800} />
      <Image alt="imported" src={local} />
      <Link href="/more">more</Link>
    </>
  )
}
