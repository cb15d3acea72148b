import type { Connection } from '#shared/rpc/define.ts';

/** What the preload script puts on the window of the desktop program. It knows no method, only the way. */
export interface PreloadBridge extends Connection {
  /** The path of a dropped file, which is then granted. Pages never see paths by themselves. */
  pathForFile(file: File): string;
}

declare global {
  interface Window {
    /** Absent in a browser. */
    readonly platter?: PreloadBridge;
  }
}
