import Image from 'next/image'

export default function Page() {
  return <Image src="holiday/été 1+1 (2)%.jpg" width={1200} height={600} sizes="100vw" alt="a boat" />
}
