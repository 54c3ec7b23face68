// Hocuspocus as it comes, without a store: node hocuspocus.mjs PORT FLUSH_DELAY
import { Server } from '@hocuspocus/server'

const [port, flushDelay] = process.argv.slice(2).map(Number)
new Server({ port, address: '127.0.0.1', quiet: true, flushDelay }).listen()
