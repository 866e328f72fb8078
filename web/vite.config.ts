import adapter from '@sveltejs/adapter-node'
import { sveltekit } from '@sveltejs/kit/vite'
import tailwindcss from '@tailwindcss/vite'
import { resolve } from 'node:path'
import { defineConfig } from 'vite'

const checkout = resolve(import.meta.dirname, '..')

export default defineConfig({
  root: import.meta.dirname,
  plugins: [
    tailwindcss(),
    sveltekit({
      adapter: adapter({ out: resolve(import.meta.dirname, 'build') }),
      compilerOptions: { runes: true },
      csp: {
        // `connect-src` also needs the API's address, known only when the app runs: hooks.server.ts adds it.
        directives: {
          'default-src': ['self'],
          'script-src': ['self'],
          // Svelte's style attributes, toasts and code editors write inline styles.
          'style-src': ['self', 'unsafe-inline'],
          'img-src': ['self', 'data:', 'blob:', 'https:'],
          'font-src': ['self', 'data:'],
          'connect-src': ['self'],
          'worker-src': ['self', 'blob:'],
          'object-src': ['none'],
          'base-uri': ['self'],
          'form-action': ['self'],
          'frame-ancestors': ['self'],
        },
      },
    }),
  ],
  server: { fs: { allow: [checkout] } },
  build: { chunkSizeWarningLimit: 1500 },
})
