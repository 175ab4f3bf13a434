#!/usr/bin/env bash
# blockstore-fs 4.0.1 (npm; the blocks of Helia as files, written by steno 4.0.2), on Node.js: several callers put the same block
#   at a time. Each writes a temporary file and renames it, but all have the same name for it, ".NAME.tmp". One renames the file
#   that another has just emptied. So after a put has returned, get() may find fewer bytes than were put. When the last put has
#   returned, the block is whole.
# Callers that may put the same block at a time, such as uploads of one file, take turns.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat > package.json <<'JSON'
{ "private": true, "type": "module", "dependencies": { "blockstore-fs": "4.0.1", "steno": "4.0.2", "multiformats": "14.0.5" } }
JSON
npm install --silent --no-audit --no-fund > npm.log 2>&1 || { cat npm.log; exit 1; }

cat > put.mjs <<'JS'
import { FsBlockstore } from 'blockstore-fs'
import { CID } from 'multiformats/cid'
import * as raw from 'multiformats/codecs/raw'
import { sha256 } from 'multiformats/hashes/sha2'

const WRITERS = 16
const MOST_ROUNDS = 5000

async function found (blocks, cid) {
  let size = 0
  for await (const part of blocks.get(cid)) {
    size += part.length
  }
  return size
}

async function seen (writers) {
  const blocks = new FsBlockstore('blocks-' + writers)
  await blocks.open()
  let short = false
  let whole = true
  for (let round = 0; round < MOST_ROUNDS && !short; round++) {
    const block = new TextEncoder().encode('block ' + String(round).padStart(8, '0'))
    const cid = CID.createV1(raw.code, await sha256.digest(block))
    const puts = Array.from({ length: writers }, async () => {
      await blocks.put(cid, block)
      short ||= await found(blocks, cid) < block.length
    })
    await Promise.all(puts)
    whole &&= await found(blocks, cid) === block.length
  }
  return `${short ? 'a block was short after a put' : 'every block was whole after each put'}; after all puts, ${whole ? 'whole' : 'short'}`
}

console.log(`${WRITERS} writers of a block: ${await seen(WRITERS)}`)
console.log(`one writer of a block: ${await seen(1)}`)
JS

cat > expected <<'TEXT'
16 writers of a block: a block was short after a put; after all puts, whole
one writer of a block: every block was whole after each put; after all puts, whole
TEXT

node put.mjs | tee seen
diff expected seen
echo "as described"
