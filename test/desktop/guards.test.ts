import type { Session, WebContents } from 'electron';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { contentSecurityPolicy } from '#shared/content-security-policy.ts';
import { confine, restrictPermissions } from '#main/desktop/navigation.ts';
import { serveWindow, registerScheme } from '#main/desktop/protocol.ts';
import type { Protocol } from 'electron';
import { app, protocol } from '../support/electron-double.ts';
import { WebContentsDouble } from '../support/electron-double/page.ts';
import { SessionDouble } from '../support/electron-double/session.ts';

vi.mock('electron', () => import('../support/electron-double.ts'));

const origin = 'platter://app';

describe('a page', () => {
  let page: WebContentsDouble;

  beforeEach(() => {
    page = new WebContentsDouble(() => origin);
    page.commit('platter://app/');
    confine(page as unknown as WebContents, origin);
  });

  test.for(['https://example.org/', 'file:///etc/passwd', 'platter://other/', 'data:text/html,x'])(
    'does not go to %s',
    (url) => {
      expect([page.navigate(url), page.mainFrame.url]).toEqual([false, 'platter://app/']);
    },
  );

  test('can be reloaded', () => {
    expect(page.navigate('platter://app/')).toBe(true);
  });

  test('follows no redirect, opens no window, and holds no frames and no guests', () => {
    expect([
      page.redirect('https://example.org/'),
      page.open('https://example.org/'),
      page.open('platter://app/'),
      page.navigate('platter://app/', { isMainFrame: false }),
      page.attachWebview(),
    ]).toEqual([false, false, false, false, false]);
  });

  test('keeps nobody from leaving it, and has no way to other computers past its policy', () => {
    expect([page.unload(), page.webRtcPolicy]).toEqual([true, 'disable_non_proxied_udp']);
  });
});

describe('permissions', () => {
  const session = new SessionDouble(protocol);

  test('are all given away where nobody refuses them', async () => {
    expect(await session.permissions('media', 'https://example.org/')).toEqual([true, true, true]);
  });

  test('are refused to everyone, but for putting text on the clipboard to our own page', async () => {
    restrictPermissions(session as unknown as Session, origin);
    const asked = ['media', 'geolocation', 'notifications', 'usb', 'clipboard-read', 'openExternal', 'fileSystem'];
    const answers = await Promise.all(asked.map((permission) => session.permissions(permission, 'platter://app/')));
    expect(answers).toEqual(asked.map(() => [false, false, false]));
    const copying = 'clipboard-sanitized-write';
    expect(await session.permissions(copying, 'platter://app/')).toEqual([true, true, false]);
    expect(await session.permissions(copying, 'https://example.org/')).toEqual([false, false, false]);
    expect(await session.permissions(copying, '')).toEqual([false, false, false]);
  });
});

describe('the scheme of the page', () => {
  const files = new Map([
    ['/', { type: 'text/html; charset=utf-8', bytes: Buffer.from('<!doctype html>') }],
    ['/assets/index.js', { type: 'text/javascript; charset=utf-8', bytes: Buffer.from('export {};') }],
  ]);

  test('is registered before Electron is ready, with an origin of its own', () => {
    expect(protocol.originOf('platter://app/')).toBe('null');
    registerScheme();
    expect(protocol.originOf('platter://app/')).toBe('platter://app');
    app.becomeReady();
    expect(registerScheme).toThrow('before app is ready');
    serveWindow(protocol as unknown as Protocol, files);
  });

  test('answers with the files of the window, under the content security policy', async () => {
    const response = await protocol.fetch('platter://app/');
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': contentSecurityPolicy,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
    expect([response.status, await response.text()]).toEqual([200, '<!doctype html>']);
    const script = await protocol.fetch('platter://app/assets/index.js?v=1', { method: 'HEAD' });
    expect([script.status, await script.text()]).toEqual([200, '']);
  });

  test.for([
    'platter://app/../../etc/passwd',
    'platter://app/%2e%2e/%2e%2e/etc/passwd',
    'platter://app/assets/..%2f..%2fpackage.json',
    'platter://app//etc/passwd',
    'platter://app/assets',
    'platter://app/constructor',
    'platter://other/',
    'platter://app.example/',
  ])('finds nothing at %s', async (url) => {
    const { status, headers } = await protocol.fetch(url);
    expect([status, headers.get('content-security-policy')]).toEqual([404, contentSecurityPolicy]);
  });

  test('takes nothing', async () => {
    expect((await protocol.fetch('platter://app/', { method: 'POST', body: 'x' })).status).toBe(405);
  });
});
