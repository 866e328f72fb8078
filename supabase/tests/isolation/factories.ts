/** The rows and calls of all sections, in the order in which their seeds can be made. */
import { aiRows } from './rows/ai.ts'
import { billingRows } from './rows/billing.ts'
import { connectionsRows } from './rows/connections.ts'
import { dashboardsRows } from './rows/dashboards.ts'
import { identityRows } from './rows/identity.ts'
import { marketingRows } from './rows/marketing.ts'
import { workflowsRows } from './rows/workflows.ts'
import { aiRpcs } from './rpcs/ai.ts'
import { billingRpcs } from './rpcs/billing.ts'
import { connectionsRpcs } from './rpcs/connections.ts'
import { dashboardsRpcs } from './rpcs/dashboards.ts'
import { identityRpcs } from './rpcs/identity.ts'
import { marketingRpcs } from './rpcs/marketing.ts'
import { upkeepRpcs } from './rpcs/upkeep.ts'
import { workflowsRpcs } from './rpcs/workflows.ts'
import type { RowFactory, RpcRule } from './types.ts'

export const rowFactories: Record<string, RowFactory> = {
  ...identityRows,
  ...connectionsRows,
  ...dashboardsRows,
  ...workflowsRows,
  ...aiRows,
  ...marketingRows,
  ...billingRows,
}
export const rpcRules: Record<string, RpcRule> = {
  ...identityRpcs,
  ...connectionsRpcs,
  ...dashboardsRpcs,
  ...workflowsRpcs,
  ...aiRpcs,
  ...marketingRpcs,
  ...billingRpcs,
  ...upkeepRpcs,
}

/** A function with two walls has a rule for each: `restore_record of a workspace`. */
export const functionOf = (rule: string) => rule.split(' ')[0]!
