/** Tables whose rows are somebody's own. */
import { rules } from './rules.ts'

export const isOwned = ({ table }: { table: string }) => rules[table]?.own !== undefined || rules[table]?.wall === 'person'
