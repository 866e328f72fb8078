import { supabase } from '#lib/supabase.ts'

interface Findable {
  kind: 'datasets' | 'dashboards' | 'charts'
  group: string
  label: string
  href: string
}

/** Up to 200 of each, newest first. What cannot be read is left out: the palette still opens. */
export async function findables(projectId: string): Promise<Findable[]> {
  const read = async (kind: Findable['kind'], group: string, name: 'name' | 'title', path: (id: string) => string): Promise<Findable[]> => {
    const { data } = await supabase
      .from(kind)
      .select(`id, ${name}`)
      .eq('project_id', projectId)
      .order('updated_at', { ascending: false })
      .limit(200)
    return ((data ?? []) as unknown as Record<string, string>[]).map((row) => ({
      kind,
      group,
      label: row[name] ?? '',
      href: path(row.id ?? ''),
    }))
  }
  const lists = await Promise.all([
    read('dashboards', 'Dashboards', 'title', (id) => `/p/${projectId}/dashboards/${id}`),
    read('charts', 'Charts', 'title', (id) => `/p/${projectId}/charts/${id}`),
    read('datasets', 'Datasets', 'name', (id) => `/p/${projectId}/data/${id}`),
  ])
  return lists.flat()
}
