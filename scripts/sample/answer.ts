/** The rows of an answer, or its error as an exception. */
export async function must<T>(query: PromiseLike<{ data: T; error: unknown }>): Promise<NonNullable<T>> {
  const { data, error } = await query
  if (error) throw error
  return data as NonNullable<T>
}
