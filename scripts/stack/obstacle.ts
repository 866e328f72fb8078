/** What keeps the platform from running and a person can mend. Its message is shown as it is, without a stack trace. */
export class Obstacle extends Error {
  override name = 'Obstacle'
}
