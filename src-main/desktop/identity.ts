import { app } from 'electron';
import { desktopText } from '#shared/text/desktop.ts';

/** The program's name among programs, as in electron-builder.yml: the shortcuts of the installer carry it. */
const appId = 'app.platter.Platter';

/** Says who the program is, to Windows and to those who ask by the menu. */
export function introduceProgram(): void {
  // Windows ties windows, notifications and recent documents to a shortcut by this name. Without an installer there is none.
  if (app.isPackaged && process.platform === 'win32') app.setAppUserModelId(appId);
  app.setAboutPanelOptions({
    applicationName: desktopText.name,
    applicationVersion: app.getVersion(),
    copyright: 'Copyright © 2026 The Platter authors',
    website: 'https://github.com/platter-app/platter',
    // macOS shows the version of the build in parentheses, which is the same.
    version: '',
  });
}
