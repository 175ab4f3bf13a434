// Builds the site into target/site: `node build.js`, anywhere in a clone. The pages are the Markdown files of the
// repository, as they are. Each other file that they link to becomes a page of its own, so the site is complete without a
// network. VitePress then fails when a link between pages leads nowhere.
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, extname, join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vitepress'
import { pages } from './nav.js'

const site = dirname(fileURLToPath(import.meta.url))
const root = dirname(site)
const stage = join(site, 'target', 'stage')
const pictures = new Set(['.gif', '.png', '.svg'])
const sources = new Set()

function stageFile(path, text) {
  const file = join(stage, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}

/** Returns what a link to `target` in the file `page` becomes: a link to a page, or to a file that becomes one. */
function link(page, target) {
  let path = posix.join(posix.dirname(page), target)
  if (!existsSync(join(root, path))) {
    throw new Error(`${page}: there is no file ${path}`)
  }
  if (statSync(join(root, path)).isDirectory()) {
    path = posix.join(path, 'README.md')
  }
  if (pictures.has(extname(path))) {
    cpSync(join(root, path), join(stage, 'public', path))
    return `/${path}`
  }
  if (pages.includes(path)) {
    return `/${path}`
  }
  if (path.endsWith('.md')) {
    throw new Error(`${page} links to ${path}, which is not in nav.js`)
  }
  sources.add(path)
  return `/source/${path}.html`
}

const LINK = /(\]\(|^\[[^\]\n]+\]: |(?:src|href)=")(?![a-z]+:|#|\/)([^)\s"#]+)/gm

/** Rewrites the links of a page. Code is left as it is. */
function rewritten(page) {
  const text = readFileSync(join(root, page), 'utf8')
  return text
    .split(/(^```[^]*?^```)/m)
    .map((part, i) => (i % 2 ? part : part.replace(LINK, (_, before, target) => before + link(page, target))))
    .join('')
}

/** A page that shows a file of the repository. It is no page of VitePress: there are hundreds, and it would take minutes. */
function source(path) {
  const text = readFileSync(join(root, path), 'utf8').replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${basename(path)}</title>
<style>
  :root { color-scheme: light dark; font-family: system-ui, sans-serif }
  body { margin: 0 auto; max-width: 70rem; padding: 1rem }
  pre { font-size: 0.85rem; line-height: 1.5; overflow-x: auto }
  a { color: light-dark(#1f6f5c, #6cc7ae) }
</style></head>
<body><p><a href="/index.html">persist</a></p><h1>${basename(path)}</h1><p><code>${path}</code></p><pre>${text}</pre></body></html>
`
}

/** Makes the pages of the API. JAVA_HOME names a JDK, or its tools are on the path. */
function javadoc() {
  const tool = process.env.JAVA_HOME ? join(process.env.JAVA_HOME, 'bin', 'javadoc') : 'javadoc'
  const modules = ['persist-core', 'persist-durable', 'persist-distributed'].map(module => join(root, module, 'src', 'main', 'java'))
  // Types of other libraries stay without a link, whether or not CLASSPATH has them.
  const { status, error, stderr } = spawnSync(tool, ['-quiet', '-Xdoclint:none', '--ignore-source-errors', '-notimestamp',
    '-d', join(stage, 'public', 'api'), '-sourcepath', modules.join(':'), '-subpackages', 'dev.persist',
    '-exclude', 'dev.persist.internal', '-windowtitle', 'persist', '-doctitle', 'persist'])
  if (error || !existsSync(join(stage, 'public', 'api', 'index.html'))) {
    throw new Error(`javadoc of a JDK 21 or newer is needed; ${tool} ended with ${error ?? status}: ${stderr}`)
  }
}

rmSync(stage, { recursive: true, force: true })
stageFile('.vitepress/config.js', "export { default } from '../../../config.js'")
stageFile('.vitepress/theme/index.js', "export { default } from '../../../../theme.js'")
stageFile('package.json', '{"type":"module"}')
stageFile('index.md', rewritten('site/index.md'))
pages.forEach(page => stageFile(page, rewritten(page)))
sources.forEach(path => stageFile(`public/source/${path}.html`, source(path)))
javadoc()
await build(stage, { outDir: join(site, 'target', 'site') })
