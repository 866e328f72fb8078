/** Markdown of text widgets → HTML. Raw HTML is written as text, links go to http(s), mail or pages of the app, images are left out. */
import type MarkdownIt from 'markdown-it'

let loading: Promise<MarkdownIt> | undefined

function load(): Promise<MarkdownIt> {
  loading ??= import('markdown-it').then(({ default: Markdown }) => {
    const markdown = new Markdown('default', { html: false, linkify: true, typographer: true })
    markdown.disable('image')
    markdown.validateLink = (url) => /^(https?:|mailto:|\/(?!\/)|#)/i.test(url.trim())
    const plain = markdown.renderer.rules['link_open'] ?? ((tokens, at, options, _env, self) => self.renderToken(tokens, at, options))
    markdown.renderer.rules['link_open'] = (tokens, at, options, env, self) => {
      const token = tokens[at]
      if (/^https?:/i.test(String(token?.attrGet('href')))) {
        token?.attrSet('target', '_blank')
        token?.attrSet('rel', 'noopener noreferrer')
      }
      return plain(tokens, at, options, env, self)
    }
    return markdown
  })
  return loading
}

export const renderMarkdown = async (text: string): Promise<string> => (await load()).render(text.slice(0, 50_000))
