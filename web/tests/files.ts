/** A person at the upload page, and what became of their files as the API tells it. */
import { request, type ClientRequest } from 'node:http'
import type { Browser, Page } from 'playwright-core'
import { must } from '../../scripts/sample/answer.ts'
import type { StackConfig } from '../../scripts/stack/config.ts'
import { openPage, signIn, webUrl } from '../../scripts/testing/pages.ts'
import { signUp, type Person } from '../../scripts/testing/workspace.ts'

export const file = (name: string, buffer: Buffer) => ({ name, mimeType: 'text/csv', buffer })

export class Uploader {
  readonly page: Page
  readonly person: Person
  readonly config: StackConfig

  private constructor(config: StackConfig, page: Page, person: Person) {
    this.config = config
    this.page = page
    this.person = person
  }

  /** @param problems collects what the console says */
  static async open(browser: Browser, config: StackConfig, problems: string[]): Promise<Uploader> {
    const person = await signUp(config)
    const page = await openPage(browser, { problems })
    await signIn(page, config, person.email)
    return new Uploader(config, page, person)
  }

  /** Opens the upload page anew and chooses the file: its bytes, or where it lies on the disk. */
  async choose(name: string, content: Buffer | { path: string }, page = this.page): Promise<void> {
    await page.goto(`${webUrl(this.config)}/p/${this.person.projectId}/data/upload`)
    await page.locator('input[type=file]').setInputFiles('path' in content ? content.path : file(name, content))
    await page.getByRole('heading', { name, exact: true }).waitFor()
  }

  async load(rows: number, page = this.page): Promise<void> {
    await page.getByRole('button', { name: 'Load file' }).click()
    await page.getByText(`${rows.toLocaleString('en')} ${rows === 1 ? 'row' : 'rows'} loaded`).waitFor()
  }

  datasets(name: string): Promise<{ id: string; row_count: number; version: number }[]> {
    const { client, projectId } = this.person
    return must(client.from('datasets').select('id, row_count, version').eq('project_id', projectId).eq('name', name))
  }

  async rows(name: string): Promise<Record<string, unknown>[]> {
    const [dataset] = await this.datasets(name)
    const query = { dataset_id: dataset?.id, query: { limit: 100 } }
    return (await must(this.person.client.rpc('query_dataset', query).single<{ rows: Record<string, unknown>[] }>())).rows
  }

  /** Announces the whole file to Storage, sends half of it and leaves the connection open. */
  async sendHalf(path: string, bytes: Buffer): Promise<ClientRequest> {
    const { data } = await this.person.client.auth.getSession()
    const headers = {
      authorization: `Bearer ${data.session!.access_token}`,
      apikey: this.config.keys.publishable,
      'content-type': 'text/csv',
      'content-length': bytes.length,
    }
    const address = { host: '127.0.0.1', port: this.config.ports.api, path: `/storage/v1/object/uploads/${path}` }
    const sending = request({ ...address, method: 'POST', headers })
    sending.on('error', () => undefined)
    sending.write(bytes.subarray(0, bytes.length / 2))
    return sending
  }
}
