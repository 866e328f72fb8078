/** Files dropped on another page, on their way to the upload page. */
export const pending: { files: File[] } = { files: [] }
