// Prints the addresses that IPFS's own importer computes, for the test of CidBuilder in persist-core. To make them anew:
//   npm ci && node vectors.mjs > ../../../../persist-core/src/test/resources/dev/persist/blob/cids.csv
import { readFileSync } from 'node:fs'
import { BlackHoleBlockstore } from 'blockstore-core'
import { importByteStream } from 'ipfs-unixfs-importer'
import { fixedSize } from 'ipfs-unixfs-importer/chunker'
import { balanced } from 'ipfs-unixfs-importer/layout'

const MIB = 1 << 20

/** The same bytes as the test's, in parts of 1 MiB. */
function * bytes (size) {
  for (let from = 0; from < size; from += MIB) {
    const part = new Uint8Array(Math.min(MIB, size - from))
    for (let i = 0; i < part.length; i++) {
      const at = from + i
      part[i] = at * 31 + Math.floor(at / 256) + Math.floor(at / MIB)
    }
    yield part
  }
}

async function print (blockSize, links, size) {
  const { cid } = await importByteStream(bytes(size), new BlackHoleBlockstore(), {
    cidVersion: 1,
    rawLeaves: true,
    chunker: fixedSize({ chunkSize: blockSize }),
    layout: balanced({ maxChildrenPerNode: links })
  })
  console.log([blockSize, links, size, cid].join(','))
}

const { dependencies } = JSON.parse(readFileSync(new URL('package.json', import.meta.url)))
console.log('# block size, links a node, size, address')
console.log('# made by persist-durable/src/test/node/vectors.mjs with ipfs-unixfs-importer ' +
  dependencies['ipfs-unixfs-importer'] + ', blockstore-core ' + dependencies['blockstore-core'])
for (const size of [0, 1, 262144, MIB - 1, MIB, MIB + 1, 2 * MIB, 3 * MIB + 7]) {
  await print(MIB, 1024, size)
}
// Few bytes, many levels: around each number of blocks at which the tree of three links a node grows.
for (const blocks of [1, 2, 3, 4, 6, 9, 10, 18, 27, 28, 81, 82]) {
  for (const size of [4 * blocks - 1, 4 * blocks, 4 * blocks + 1]) {
    await print(4, 3, size)
  }
}
for (const blocks of [1024, 1025, 1024 * 1024, 1024 * 1024 + 1]) {
  await print(1, 1024, blocks)
}
