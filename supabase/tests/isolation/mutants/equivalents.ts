/** Mutants that change nothing one person could notice, and why. */
export const equivalents: [RegExp, string][] = [
  [
    /^role not asked for: private\.(approve_dashboard_version|review_version|restore_dashboard_version): .*'viewer'/,
    'asked twice: the dashboard asks again when it is locked',
  ],
  [
    /^role not asked for: private\.find_version: perform/,
    'who may not see the version is turned away before, and whoever changes it is asked again by its dashboard',
  ],
  [
    /^role not asked for: private\.create_project: perform/,
    'asked twice: membership is looked up too, for a super user has the role without it',
  ],
  [/^trigger dropped: analytics_events: refuse_truncate/, 'refused twice: the service role has no such right either'],
  [/^trigger dropped: lead_score_changes: touch_updated_at/, 'a ledger, whose rows are never changed'],
  [
    /^trigger dropped: (chart_placements: wait_for_dashboard|workspace_folders: lock_folders)/,
    'an order of locks, which only several at once notice: dashboards/races.test.ts and races/folders.test.ts do',
  ],
]
