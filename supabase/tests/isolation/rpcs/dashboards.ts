import type { RpcRule } from '../types.ts'

const tabs = () => [{ id: crypto.randomUUID(), title: 'Tab', widgets: [] }]
const contributor = { wall: 'project', role: 'contributor' } as const
const viewer = { wall: 'project', role: 'viewer' } as const
const ofLink = 'A token of create_sharing_link is the right. Tried with one that is none.'

export const dashboardsRpcs: Record<string, RpcRule> = {
  save_dashboard_canvas: {
    ...contributor,
    args: async (_, __, make) => ({ dashboard_id: await make('dashboards'), revision: 1, canvas: { tabs: tabs() } }),
  },
  save_dashboard_version: { ...contributor, args: (t, n) => ({ dashboard_id: t.ref('dashboards'), change_summary: `Version ${n}` }) },
  restore_dashboard_version: {
    ...contributor,
    args: async (_, __, make) => ({ version_id: await make('dashboard_versions') }),
    status: 400,
    note: 'Tried with a version that holds nothing.',
  },
  diff_dashboard_versions: { ...viewer, args: (t) => ({ a: t.ref('dashboard_versions'), b: t.ref('dashboard_versions') }) },
  propose_dashboard_version: {
    ...contributor,
    args: async (_, n, make) => ({
      dashboard_id: await make('dashboards'),
      snapshot: { v: 1, dashboard: { title: `Proposed ${n}` }, tabs: tabs(), charts: [] },
    }),
  },
  approve_dashboard_version: {
    ...contributor,
    args: async (_, __, make) => ({ version_id: await make('dashboard_versions') }),
    status: 409,
    note: 'Tried with a version that is published already.',
  },
  reject_dashboard_version: {
    ...contributor,
    args: async (_, n, make) => ({ version_id: await make('dashboard_versions'), reason: `Reason ${n}` }),
    status: 409,
    note: 'Tried with a version that is published already.',
  },
  restore_chart_version: { ...contributor, args: async (_, __, make) => ({ version_id: await make('chart_versions') }) },
  duplicate_dashboard: {
    ...contributor,
    args: async (_, __, make) => ({ dashboard_id: await make('dashboards') }),
    note: 'Into another project: contributors of both.',
  },
  create_dashboard_from_template: {
    ...contributor,
    args: (t, n) => ({ template_id: t.ref('dashboard_templates'), project_id: t.project, title: `Board ${n}` }),
  },
  save_dashboard_as_template: {
    ...contributor,
    args: (t, n) => ({ dashboard_id: t.ref('dashboards'), tab_id: t.ref('dashboard_tabs'), name: `Template ${n}` }),
  },
  export_dashboard: { ...viewer, args: (t) => ({ dashboard_id: t.ref('dashboards') }) },
  import_dashboard: {
    ...contributor,
    args: (t, n) => ({
      project_id: t.project,
      document: { format: 'orrery.dashboard', version: 1, dashboard: { title: `Imported ${n}` }, tabs: tabs(), charts: [] },
    }),
  },
  record_dashboard_view: { ...viewer, args: (t) => ({ dashboard_id: t.ref('dashboards') }) },
  create_sharing_link: { ...contributor, args: (t) => ({ resource_type: 'dashboard', resource_id: t.ref('dashboards') }) },
  revoke_sharing_link: { ...contributor, args: async (_, __, make) => ({ id: await make('sharing_links') }) },
  open_shared_resource: { wall: 'anybody', args: (_, n) => ({ token: `osl_${n}` }), status: 404, note: ofLink },
  query_shared_charts: { wall: 'anybody', args: (_, n) => ({ token: `osl_${n}` }), status: 404, note: ofLink },
}
