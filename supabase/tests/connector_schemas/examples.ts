/** A config, credentials and a record of each stream as the vendors' documentation shows them; and configs that are refused. */
import type { ConnectorType } from '../../../shared/connector.ts'

interface Example {
  config: Record<string, unknown>
  credentials: Record<string, unknown>
  records: Record<string, Record<string, unknown>>
  refused: Record<string, unknown>[]
}

const at = '2026-03-01T12:00:00Z'
const tweet = {
  id: '1346889436626259968',
  text: 'Learn how to use the user Tweet timeline',
  author_id: '2244994945',
  created_at: at,
  lang: 'en',
  referenced_tweets: [{ type: 'replied_to', id: '1345' }],
  public_metrics: { retweet_count: 1, reply_count: 2, like_count: 3, quote_count: 4, bookmark_count: 0, impression_count: 5 },
}
const account = {
  id: '2244994945',
  name: 'Developers',
  username: 'XDevelopers',
  verified: true,
  public_metrics: { followers_count: 583423, following_count: 2048, tweet_count: 14052, listed_count: 1672 },
}
const stamps = { CreatedDate: at, SystemModstamp: at }
const hubspot = { id: '512', createdAt: at, updatedAt: at, archived: false }
const page = 'urn:li:organization:2414183'

export const examples: Record<ConnectorType, Example> = {
  csv: {
    config: { delimiter: ';', decimal: ',', date_order: 'dmy' },
    credentials: {},
    records: { rows: { a: '1', b: null } },
    refused: [{ delimiter: 'x' }, { header: 'yes' }, { encoding: 'x'.repeat(41) }, { seperator: ',' }],
  },
  json: { config: { format: 'ndjson' }, credentials: {}, records: { rows: { a: { b: [1] } } }, refused: [{ format: 'xml' }] },
  rest_api: {
    config: { path: '/v1/orders', query: { limit: '100' }, records_path: 'data.items', primary_key: ['id'], cursor_field: 'updated_at' },
    credentials: {},
    records: { records: { id: 1 } },
    refused: [{ path: 'https://evil.example' }, { path: '//evil.example' }, { query: { limit: 1 } }, { primary_key: [''] }],
  },
  postgres: {
    config: { host: 'db.example.com', port: 6543, database: 'shop', schemas: ['public', 'sales'], ssl_mode: 'verify-full', mode: 'live' },
    credentials: { username: 'reader', password: 'x' },
    records: { rows: { id: 1, name: 'Ada' } },
    refused: [
      { host: 'db' },
      { host: 'user:pw@db', database: 'x' },
      { host: 'db', database: 'x', port: 0 },
      { host: 'db', database: 'x', schemas: [] },
    ],
  },
  google_sheets: {
    config: { spreadsheet_id: '1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms', sheets: ['Class Data'], header_row: 1 },
    credentials: { service_account_key: '{"type": "service_account"}' },
    records: { rows: { Name: 'Alexandra', Age: 4, Active: true, Note: null } },
    refused: [{}, { spreadsheet_id: 'https://docs.google.com/x' }, { spreadsheet_id: 'x'.repeat(44), header_row: 0 }],
  },
  twitter: {
    config: { username: 'XDevelopers', start_date: '2026-01-01', exclude: ['replies'] },
    credentials: { bearer_token: 'AAAA' },
    records: { tweets: tweet, mentions: tweet, followers: account, profile: account },
    refused: [{}, { username: '@XDevelopers' }, { username: 'x', exclude: ['likes'] }],
  },
  linkedin: {
    config: { organization_id: '2414183', ad_account_ids: ['507404993'] },
    credentials: { access_token: 'AQX' },
    records: {
      posts: {
        id: 'urn:li:share:6844785523593134080',
        author: page,
        commentary: 'Hello',
        lifecycleState: 'PUBLISHED',
        createdAt: 1634790968743,
      },
      share_statistics: { organizationalEntity: page, day: '2026-03-01', impressionCount: 100, clickCount: 7, engagement: 0.07 },
      follower_statistics: { organizationalEntity: page, day: '2026-03-01', organicFollowerGain: 3, paidFollowerGain: 0 },
      ad_campaigns: { id: 186380526, account: 'urn:li:sponsoredAccount:507404993', name: 'Spring', status: 'ACTIVE' },
      ad_analytics: { campaign: 'urn:li:sponsoredCampaign:186380526', day: '2026-03-01', impressions: 1000, clicks: 12, costInUsd: 34.5 },
    },
    refused: [{}, { organization_id: 'acme' }, { organization_id: 2414183 }],
  },
  salesforce: {
    config: { instance_url: 'https://acme--dev.sandbox.my.salesforce.com', api_version: 'v62.0' },
    credentials: {},
    records: {
      accounts: { Id: '001', Name: 'Acme', AnnualRevenue: 1e6, Region__c: 'EU', ...stamps },
      contacts: { Id: '003', AccountId: '001', LastName: 'Lovelace', ...stamps },
      leads: { Id: '00Q', LastName: 'Hopper', Company: 'Navy', Status: 'Open', IsConverted: false, ConvertedDate: null, ...stamps },
      opportunities: { Id: '006', Name: 'Deal', StageName: 'Closed Won', Amount: 10.5, CloseDate: '2026-03-31', IsWon: true, ...stamps },
      campaigns: { Id: '701', Name: 'Fair', StartDate: '2026-03-01', NumberOfLeads: 4, ...stamps },
      users: { Id: '005', Name: 'Ada', Email: 'ada@example.com', IsActive: true, ...stamps },
    },
    refused: [
      {},
      { instance_url: 'http://acme.my.salesforce.com' },
      { instance_url: 'https://evil.example/.salesforce.com' },
      { instance_url: 'https://evilsalesforce.com' },
    ],
  },
  hubspot: {
    config: { start_date: '2026-01-01', properties: ['hs_analytics_source'] },
    credentials: { access_token: 'pat-eu1-x' },
    records: {
      contacts: { ...hubspot, properties: { email: 'ada@example.com', lifecyclestage: 'lead', lastname: null } },
      companies: { ...hubspot, properties: { name: 'Acme', domain: 'example.com' } },
      deals: { ...hubspot, properties: { dealname: 'Deal', amount: '1500.00', closedate: at } },
      tickets: { ...hubspot, properties: { subject: 'Broken', hs_pipeline_stage: '1' } },
      owners: { id: '6629574', email: 'ada@example.com', userId: 6592093, archived: false },
    },
    refused: [{ properties: ['Not A Name'] }, { portal: 1 }],
  },
  stripe: {
    config: { account_id: 'acct_1032D82eZvKYlo2C', lookback_days: 30 },
    credentials: { api_key: 'rk_live_0123456789abcdef' },
    records: {
      customers: { id: 'cus_1', created: 1680893993, email: null, balance: 0, livemode: false, metadata: {} },
      charges: { id: 'ch_1', created: 1679090539, amount: 1099, currency: 'usd', status: 'succeeded', paid: true, metadata: {} },
      invoices: { id: 'in_1', created: 1680644467, status: 'draft', amount_due: 0, currency: 'usd', due_date: null },
      subscriptions: { id: 'sub_1', created: 1679609767, customer: 'cus_1', status: 'active', cancel_at: null },
      products: { id: 'prod_1', created: 1678833149, name: 'Gold', active: true },
      prices: {
        id: 'price_1',
        created: 1679431181,
        currency: 'usd',
        unit_amount: 1000,
        type: 'recurring',
        recurring: { interval: 'month' },
      },
      refunds: { id: 're_1', created: 1692942318, amount: 1000, currency: 'usd', charge: 'ch_1', status: 'succeeded' },
      balance_transactions: { id: 'txn_1', created: 1678043844, amount: -400, fee: 0, net: -400, currency: 'usd', type: 'transfer' },
    },
    refused: [{ account_id: 'cus_1' }, { lookback_days: 1000 }, { api_key: 'rk_live_0123456789abcdef' }],
  },
  github: {
    config: { repositories: ['octocat/Hello-World', 'github/*'] },
    credentials: { access_token: 'github_pat_x' },
    records: {
      repositories: { id: 1296269, full_name: 'octocat/Hello-World', private: false, language: null, stargazers_count: 80, updated_at: at },
      issues: {
        id: 1,
        repository: 'octocat/Hello-World',
        number: 1347,
        title: 'Bug',
        state: 'open',
        user: { login: 'octocat' },
        labels: [],
        closed_at: null,
      },
      pull_requests: { id: 1, number: 1347, state: 'closed', draft: false, merged_at: at, base: { ref: 'main' } },
      commits: { sha: '6dcb09b5', repository: 'octocat/Hello-World', message: 'Fix', author_login: null, committed_at: at },
      releases: { id: 1, tag_name: 'v1.0.0', draft: false, published_at: at },
      workflow_runs: { id: 30433642, name: 'Build', event: 'push', status: 'completed', conclusion: 'success', created_at: at },
      stargazers: { repository: 'octocat/Hello-World', user_id: 1, login: 'octocat', starred_at: at },
    },
    refused: [
      {},
      { repositories: [] },
      { repositories: ['https://github.com/octocat/Hello-World'] },
      { repositories: ['a/b'], api_url: 'https://x' },
    ],
  },
}
