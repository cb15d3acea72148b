import type { Session, WebContents } from 'electron';
import { originOf } from './own-address.ts';

/** Keeps a page where it is: it goes nowhere else, opens no window, holds no guest page and keeps nobody from leaving it. */
export function confine(page: WebContents, origin: string): void {
  page.on('will-frame-navigate', (details) => {
    // Reloading is a navigation of the main frame to where it is already.
    if (!details.isMainFrame || originOf(details.url) !== origin) details.preventDefault();
  });
  page.on('will-redirect', (details) => {
    details.preventDefault();
  });
  page.on('will-attach-webview', (event) => {
    event.preventDefault();
  });
  page.on('will-prevent-unload', (event) => {
    // Prevents the preventing.
    event.preventDefault();
  });
  page.setWindowOpenHandler(() => ({ action: 'deny' }));
  // WebRTC would be a way around the content security policy.
  page.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
}

/** What the window's own page may do beyond the ordinary: put text on the clipboard, for its copy buttons. */
const allowed: ReadonlySet<string> = new Set(['clipboard-sanitized-write']);

/** Refuses every permission, from camera to USB, but those few to our own page. */
export function restrictPermissions(session: Session, origin: string): void {
  const mayHave = (permission: string, requester: string) => allowed.has(permission) && originOf(requester) === origin;

  session.setPermissionRequestHandler((_, permission, answer, { requestingUrl }) => {
    answer(mayHave(permission, requestingUrl));
  });
  session.setPermissionCheckHandler((_, permission, requestingOrigin) => mayHave(permission, requestingOrigin));
  session.setDevicePermissionHandler(() => false);
}
