import { createServer } from 'node:http'
import { createIPX, createIPXNodeServer, ipxFSStorage } from 'ipx'

const [dir, port] = process.argv.slice(2)
const ipx = createIPX({ storage: ipxFSStorage({ dir }), maxAge: 31_536_000 })
createServer(createIPXNodeServer(ipx)).listen(Number(port), '127.0.0.1')
