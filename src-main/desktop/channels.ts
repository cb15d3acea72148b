/** The names of everything that crosses between a page's preload script and the main process. */
export const channels = {
  /** One message of a connection, either way. */
  message: 'platter:message',
  /** The sender's end of the connection is closed. */
  closed: 'platter:closed',
  /** The path of a file that a person dropped. Only the preload script can send it. */
  dropped: 'platter:dropped',
} as const;
