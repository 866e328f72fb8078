/** The Chromium that comes through npm, driven by Playwright. */
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { chromium, type Browser } from 'playwright-core'

const folder = join(import.meta.dirname, '../../node_modules/.cache/chromium')

/**
 * Starts a headless browser that needs nothing of the machine: the package brings the shared libraries and fonts that a bare
 * system lacks, but unpacks and uses them only where it believes to be on AWS Lambda.
 */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = await unpack()
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--no-zygote', '--disable-gpu', '--disable-dev-shm-usage', '--font-render-hinting=none'],
    env: {
      ...process.env,
      LD_LIBRARY_PATH: join(folder, 'al2023', 'lib'),
      ...(existsSync('/etc/fonts/fonts.conf') ? {} : { FONTCONFIG_PATH: join(folder, 'fonts') }),
    },
  })
}

/** Path of the browser, unpacked on first use. */
async function unpack(): Promise<string> {
  const names = ['TMPDIR', 'AWS_EXECUTION_ENV', 'LD_LIBRARY_PATH', 'FONTCONFIG_PATH']
  const before = names.map((name) => [name, process.env[name]] as const)
  mkdirSync(folder, { recursive: true })
  Object.assign(process.env, { TMPDIR: folder, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' })
  try {
    const { default: packaged } = await import('@sparticuz/chromium')
    return await packaged.executablePath()
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
    }
  }
}
