import type { RpcRule } from '../types.ts'

export const marketingRpcs: Record<string, RpcRule> = {
  calculate_lead_score: {
    wall: 'project',
    role: 'contributor',
    args: async (_target, _n, make) => ({ lead_id: await make('leads') }),
  },
  refresh_segment: {
    wall: 'project',
    role: 'contributor',
    args: async (_target, _n, make) => ({ segment_id: await make('segments') }),
  },
  segment_members: {
    wall: 'project',
    role: 'viewer',
    args: (target) => ({ segment_id: target.ref('segments'), limit: 10, offset: 0 }),
  },
}
