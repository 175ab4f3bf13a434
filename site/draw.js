// Makes the drawings of docs/drawings: an SVG from each text in the language of Graphviz. `node draw.js` writes them
// beside their texts, `node draw.js DIRECTORY` elsewhere. The same text gives the same bytes on every machine.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { instance } from '@viz-js/viz'

const drawings = join(dirname(dirname(fileURLToPath(import.meta.url))), 'docs', 'drawings')
const to = process.argv[2] ?? drawings

const INK = '#1f2328'
const font = { fontname: 'Helvetica', fontsize: 13, fontcolor: INK }
const line = { color: '#656d76' }
const attributes = {
  graphAttributes: { ...font, ...line, bgcolor: 'transparent', labelloc: 't', pad: 0.15 },
  nodeAttributes: { ...font, ...line, shape: 'plain' },
  edgeAttributes: { ...font, ...line, arrowsize: 0.7 },
}

// A page has them as pictures, so they take light or dark from the page's colour scheme.
const dark = {
  [INK]: '#f0f6fc', '#656d76': '#9198a1', '#ddf4ff': '#0c2d6b', '#dafbe1': '#0f3d20', '#ffebe9': '#5c1512',
  '#fff8c5': '#4b3408', '#eaeef2': '#2f353d',
}
const colours = Object.entries(dark)
  .map(([light, dark]) => `[fill="${light}"] { fill: ${dark} } [stroke="${light}"] { stroke: ${dark} }`)
const style = `<style>text { font-family: Helvetica, Arial, sans-serif }
@media (prefers-color-scheme: dark) {
${colours.join('\n')}
}</style>`

const viz = await instance()
for (const file of readdirSync(drawings).filter(name => name.endsWith('.dot')).sort()) {
  const { status, output, errors } = viz.render(readFileSync(join(drawings, file), 'utf8'), { format: 'svg', ...attributes })
  if (status !== 'success') { // a warning says that it guesses the width of an arrow
    throw new Error(`${file}: ${errors.map(error => error.message).join('; ')}`)
  }
  const svg = output.replace(/^[^]*?<svg/, '<svg').replace(/<!--[^]*?-->\n?|<title>[^]*?<\/title>\n?/g, '')
  writeFileSync(join(to, file.replace(/dot$/, 'svg')), svg.replace(/(<svg[^>]*>)/, `$1\n${style}`))
}
