import { defineConfig } from 'vitepress'
import { nav, sidebar } from './nav.js'

/** GitHub's rule, so that a link to a heading leads to it there and here. */
function slugify(heading) {
  return heading.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-')
}

/** Sources and the API are not pages of VitePress, so the browser opens them by itself. */
function leave(md) {
  md.core.ruler.push('leave', state => state.tokens
    .flatMap(token => token.children ?? [])
    .filter(token => token.type === 'link_open' && /^\/(source|api)\//.test(token.attrGet('href')))
    .forEach(token => token.attrSet('target', '_self')))
}

export default defineConfig({
  title: 'persist',
  description: 'Keeps the state of a Java application: event streams and keys, over an engine that you choose',
  lang: 'en',
  cleanUrls: false,
  markdown: {
    config: leave,
    anchor: { slugify },
    toc: { slugify },
    theme: { light: 'github-light', dark: 'github-dark' },
  },
  themeConfig: {
    nav,
    sidebar,
    outline: [2, 3],
    search: { provider: 'local', options: { detailedView: false } },
    externalLinkIcon: true,
    footer: { message: 'Apache-2.0' },
  },
})
