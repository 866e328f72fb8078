/** Everything is drawn in the browser: the session lives there, and the API is the only source of data. */
export const ssr = false
