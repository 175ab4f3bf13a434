// IPFS nodes for tests: the part of Kubo's RPC API that IpfsBlobStore uses, over Helia's UnixFS and a blockstore of files.
// Kubo itself is a program that npm can only download from elsewhere. They ask no network: what one lacks offline is missing,
// and what it lacks otherwise it seeks for ever.
// Each line on standard input is a JSON array. One of strings, the directory of the blocks and the parameters to ignore,
// starts a node and prints its port. One of a number stops the node at that port, and prints it. The end stops all.
import { createServer } from 'node:http'
import { createInterface } from 'node:readline'
import { unixfs } from '@helia/unixfs'
import { FsBlockstore } from 'blockstore-fs'
import busboy from 'busboy'
import { fixedSize } from 'ipfs-unixfs-importer/chunker'
import { balanced } from 'ipfs-unixfs-importer/layout'
import { CID } from 'multiformats/cid'

/** The file of a form, as Kubo takes it: in the field "file" or any other. */
function file (request) {
  return new Promise((resolve, reject) => {
    const form = busboy({ headers: request.headers, limits: { fieldNameSize: 100 } })
    form.on('file', (name, stream) => resolve(stream))
    form.on('error', reject)
    form.on('close', () => reject(new Error('file argument \'path\' is required')))
    request.on('aborted', () => form.destroy(new Error('unexpected EOF')))
    request.pipe(form)
  })
}

/**
 * Blocks whose writers take turns. Those of blockstore-fs 4.0.1 that write the same block share a temporary file, so a reader may find
 * the block empty for a moment. Kubo has no such moment.
 */
class Blocks extends FsBlockstore {
  #puts = new Map()

  put (cid, block, options) {
    const key = cid.multihash.bytes.join()
    const put = (this.#puts.get(key) ?? Promise.resolve()).then(() => super.put(cid, block, options))
    this.#puts.set(key, put.catch(() => {}))
    return put
  }
}

/** Starts a node, and returns its server. */
async function start (directory, ...ignored) {
  const blockstore = new Blocks(directory)
  await blockstore.open()
  const fs = unixfs({ blockstore })
  const pins = new Set()

  async function add (request, query) {
    const chunker = /^size-(\d+)$/.exec(query.get('chunker') ?? 'size-262144')
    const options = {
      cidVersion: Number(query.get('cid-version') ?? 0),
      rawLeaves: query.get('raw-leaves') === 'true',
      chunker: fixedSize({ chunkSize: Number(chunker[1]) }),
      layout: balanced({ maxChildrenPerNode: Number(query.get('max-file-links') ?? 174) })
    }
    let size = 0
    const cid = await fs.addByteStream((async function * (bytes) {
      for await (const part of bytes) {
        size += part.length
        yield part
      }
    })(await file(request)), options)
    if (query.get('pin') !== 'false') {
      pins.add(cid.toString())
    }
    return { Name: 'blob', Hash: cid.toString(), Size: String(size) }
  }

  /** The CID that is asked for, once the node has its block. */
  async function argument (query) {
    const cid = CID.parse(query.get('arg'))
    if (!await blockstore.has(cid)) {
      if (query.get('offline') !== 'true') {
        await new Promise(() => {})
      }
      throw new Error(`block was not found locally (offline): ipld: could not find ${cid}`)
    }
    return cid
  }

  async function stat (query) {
    const cid = await argument(query)
    let size = 0
    for await (const part of blockstore.get(cid)) {
      size += part.length
    }
    return { Key: cid.toString(), Size: size }
  }

  /** As Kubo: what goes wrong after the first byte is said in a trailer. */
  async function cat (query, response) {
    const cid = await argument(query)
    const { fileSize, size } = await fs.stat(cid)
    response.writeHead(200, {
      'Content-Type': 'text/plain',
      'X-Stream-Output': '1',
      'X-Content-Length': String(fileSize ?? size),
      Trailer: 'X-Stream-Error'
    })
    try {
      for await (const part of fs.cat(cid, { offline: true })) {
        if (!response.write(part)) {
          await new Promise(resolve => response.once('drain', resolve).once('close', resolve))
        }
      }
    } catch (e) {
      response.addTrailers({ 'X-Stream-Error': e.message })
    }
    response.end()
  }

  async function pinned (query) {
    const cid = query.get('arg')
    if (!pins.has(cid)) {
      throw new Error(`path '${cid}' is not pinned`)
    }
    return { Keys: { [cid]: { Name: '', Type: 'recursive' } } }
  }

  async function serve (request, response) {
    const { pathname, searchParams: query } = new URL(request.url, 'http://localhost')
    ignored.forEach(name => query.delete(name))
    const commands = { add: () => add(request, query), cat: () => cat(query, response), 'block/stat': () => stat(query), 'pin/ls': () => pinned(query) }
    const command = commands[pathname.replace('/api/v0/', '')]
    if (request.method !== 'POST' || command == null) {
      response.writeHead(command == null ? 404 : 405).end(command == null ? '404 page not found\n' : '405 - Method Not Allowed\n')
      return
    }
    const json = { 'Content-Type': 'application/json' }
    try {
      const answer = await command()
      if (answer != null) {
        response.writeHead(200, json).end(JSON.stringify(answer) + '\n')
      }
    } catch (e) {
      response.writeHead(500, json).end(JSON.stringify({ Message: e.message, Code: 0, Type: 'error' }) + '\n')
    }
  }

  const server = createServer(serve)
  server.keepAliveTimeout = 0 // as Kubo
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve))
  return server
}

const servers = new Map()
for await (const line of createInterface({ input: process.stdin })) {
  const [first, ...rest] = JSON.parse(line)
  if (typeof first === 'number') {
    servers.get(first).closeAllConnections()
    await new Promise(resolve => servers.get(first).close(resolve).closeAllConnections())
    console.log(first)
  } else {
    const server = await start(first, ...rest)
    servers.set(server.address().port, server)
    console.log(server.address().port)
  }
}
process.exit()
