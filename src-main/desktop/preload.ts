import { contextBridge, ipcRenderer, webUtils, type IpcRendererEvent } from 'electron';
import { channels } from './channels.ts';

/** Names this document, so that an answer to the page before a reload is not taken for one to this page. */
const documentId = crypto.randomUUID();

const { promise: closed, resolve: settle } = Promise.withResolvers<undefined>();
ipcRenderer.on(channels.closed, (_: IpcRendererEvent, to: string) => {
  if (to === documentId) settle(undefined);
});

/** A connection for the page. It knows no method and no other channel. */
contextBridge.exposeInMainWorld('platter', {
  send(message: unknown): void {
    ipcRenderer.send(channels.message, documentId, message);
  },

  onMessage(listener: (message: unknown) => void): () => void {
    // The event stays here: it would hand the page its sender, and with it every channel.
    const receive = (_: IpcRendererEvent, to: string, message: unknown) => {
      if (to === documentId) listener(message);
    };
    ipcRenderer.on(channels.message, receive);
    return () => {
      ipcRenderer.off(channels.message, receive);
    };
  },

  closed,

  close(): void {
    ipcRenderer.send(channels.closed, documentId);
    settle(undefined);
  },

  /**
   * The path of a file that a person dropped or picked, which is granted by the same token. A page cannot make a File that has a
   * path, only a person's gesture can; one made by a script gives an empty path here. And the page cannot reach the channel
   * that grants: it lives in this isolated world. So a page that runs foreign scripts still grants itself nothing.
   */
  pathForFile(file: File): string {
    const path = webUtils.getPathForFile(file);
    if (path !== '') ipcRenderer.send(channels.dropped, path);
    return path;
  },
});
