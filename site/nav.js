// Every page, in the order of the menu. A Markdown file of docs/ that is missing here fails the build.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

const menu = {
  Start: {
    'What persist is': 'README.md',
    'Tutorial': 'docs/guide/tutorial.md',
    'Concepts': 'docs/concepts.md',
    'When not to use it': 'docs/guide/when-not.md',
    'Other stores': 'docs/comparison.md',
    'Glossary': 'docs/glossary.md',
  },
  Build: {
    'Model a domain': 'docs/guide/modelling.md',
    'What is a stream?': 'docs/guide/streams.md',
    'Test': 'docs/guide/testing.md',
    'Spring Boot': 'docs/guide/spring-boot.md',
    'Write an engine': 'docs/guide/writing-an-engine.md',
  },
  Migrate: {
    'Migrate a subsystem': 'docs/guide/migrating.md',
    'From start to end': 'docs/guide/migrating-worked.md',
    'Example: access control': 'example-acl/README.md',
    'Example: bookings': 'example-bookings/README.md',
    'Example: orders': 'example-ledger/README.md',
  },
  Run: {
    'Choose an engine': 'docs/guide/choosing-an-engine.md',
    'Operate': 'docs/guide/operating.md',
    'Move and back up': 'docs/guide/moving.md',
    'PostgreSQL cluster': 'docs/guide/postgres-cluster.md',
    'Several servers': 'docs/guide/several-servers.md',
    'Serve over HTTP': 'docs/guide/over-http.md',
    'Sign in': 'docs/guide/sign-in.md',
  },
  Reference: {
    'Specification': 'docs/SPEC.md',
    'Safety': 'docs/safety.md',
    'Performance': 'docs/performance.md',
    'Scale': 'docs/scale.md',
    'Command line': 'docs/guide/command-line.md',
    'JSON API of the app': 'docs/guide/api.md',
    'Export format': 'docs/export-format.md',
    'Changes': 'CHANGELOG.md',
  },
  Project: {
    'Contribute': 'CONTRIBUTING.md',
    'Release': 'docs/releasing.md',
    'Benchmarks': 'benchmarks/README.md',
  },
}

const titled = directory => readdirSync(join(root, directory)).sort().map(file => {
  const page = `${directory}/${file}`
  return [readFileSync(join(root, page), 'utf8').match(/^# (.*)$/m)[1], page]
})

const workshop = [['Begin', 'workshop/README.md'], ...titled('workshop/stages')]
const decisions = titled('docs/adr')

const group = (text, entries, collapsed) => ({
  text, collapsed, items: entries.map(([text, page]) => ({ text, link: `/${page.replace(/\.md$/, '')}` })),
})

export const sidebar = [
  ...Object.entries(menu).map(([text, pages]) => group(text, Object.entries(pages), false)),
  group('Workshop', workshop, true),
  group('Decisions', decisions, true),
]
sidebar.find(({ text }) => text === 'Reference').items.push({ text: 'API (javadoc)', link: '/api/index.html', target: '_blank' })

export const nav = [
  { text: 'Tutorial', link: '/docs/guide/tutorial' },
  { text: 'Concepts', link: '/docs/concepts' },
  { text: 'Specification', link: '/docs/SPEC' },
  { text: 'API', link: '/api/index.html', target: '_blank' },
]

export const pages = [...Object.values(menu).flatMap(Object.values), ...[...workshop, ...decisions].map(([, page]) => page)]

for (const directory of ['docs', 'docs/guide']) {
  for (const file of readdirSync(join(root, directory)).filter(name => name.endsWith('.md'))) {
    if (!pages.includes(`${directory}/${file}`)) {
      throw new Error(`${directory}/${file} is in no menu; add it to site/nav.js`)
    }
  }
}
