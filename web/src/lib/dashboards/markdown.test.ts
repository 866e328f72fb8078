import { expect, test } from 'vitest'
import { renderMarkdown } from './markdown.ts'

test('what is written is shown', async () => {
  expect(await renderMarkdown('# Umsatz\n\n**fett** und [mehr](https://example.com)')).toBe(
    '<h1>Umsatz</h1>\n<p><strong>fett</strong> und <a href="https://example.com" target="_blank" rel="noopener noreferrer">mehr</a></p>\n',
  )
})
const attacks = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '[x](javascript:alert(1))',
  '[x](data:text/html,<script>alert(1)</script>)',
  '[x](vbscript:x)',
  '[x](//evil.example)',
  '![x](https://evil.example/pixel.gif)',
  '<a href="javascript:alert(1)">x</a>',
  '[x](&#106;avascript:alert(1))',
]
test.each(attacks)('%s does nothing', async (text) => {
  const html = await renderMarkdown(text)
  expect(html).not.toMatch(/<(script|img|iframe)/i)
  expect(html).not.toMatch(/(href|src)="(javascript|data|vbscript|\/\/)/i)
})
