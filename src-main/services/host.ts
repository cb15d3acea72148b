import type { Services } from '#shared/contract/index.ts';

/**
 * What differs between the desktop and the browser: dialogs, the file manager, and what the window is told of its host.
 * A host grants to the policy what a person chose in it, and refuses what it does not have.
 */
export type Host = Services['shell'];
