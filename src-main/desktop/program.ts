import { app, session } from 'electron';
import { contract } from '#shared/contract/index.ts';
import type { CommandId } from '#shared/model/command.ts';
import { serve } from '#shared/rpc/serve.ts';
import { createFilePolicy } from '../services/file-policy.ts';
import { grantKnown } from '../services/grant-known.ts';
import { createServices } from '../services/index.ts';
import { openPersonData } from '../services/person-data.ts';
import { createWindowRequests } from '../services/window-requests.ts';
import { desktopHost } from './desktop-host.ts';
import { follow } from './follow.ts';
import { introduceProgram } from './identity.ts';
import { takeFilesFromOutside } from './instance.ts';
import { createLeave } from './leave.ts';
import { createMainWindow } from './main-window.ts';
import { setMenu } from './menu.ts';
import { createOpenedFiles } from './opened-files.ts';
import { pathsAmong, wordsGiven } from './opened-paths.ts';
import { pageSource, prepareSession } from './page-source.ts';
import { registerScheme } from './protocol.ts';
import { guardQuit, quitWithWindow } from './quit.ts';
import { addToRecentDocuments } from './recent-documents.ts';
import { leaveWithSession, leaveWithWindowsSession } from './session-end.ts';
import { showJobs } from './show-jobs.ts';
import { applyTheme } from './theme.ts';
import { openWindowMemory } from './window-memory.ts';
import { chooseLanguage } from './words.ts';

/** Starts the program with its window, as the one instance there is. Resolves when the window is opened. */
export async function startProgram(): Promise<void> {
  // Before Electron is ready: what it takes later not at all, or too late.
  app.enableSandbox();
  registerScheme();
  introduceProgram();
  const window = createMainWindow();
  const policy = createFilePolicy();
  const requests = createWindowRequests();
  const files = createOpenedFiles({ policy, requests });
  takeFilesFromOutside({ files, show: window.show });
  await files.open(pathsAmong(wordsGiven(process.argv), process.cwd()));

  // What is kept for the person, and the services on it.
  const folder = app.getPath('userData');
  const [data, memory] = await Promise.all([openPersonData(folder), openWindowMemory(folder)]);
  const { board, settings, library } = data;
  const host = desktopHost({ policy, takeOpenedPaths: files.takeAtStart, window: window.current, requests });
  const services = createServices({ ...data, policy, host });
  void grantKnown(policy, data);

  // The page and its window.
  const page = pageSource();
  await app.whenReady();
  await prepareSession(session.defaultSession, page);
  applyTheme(settings.current.settings);
  chooseLanguage(settings.current.settings);
  const command = (id: CommandId) => {
    // On macOS there may be no window: it opens, and its page finds what is asked of it.
    window.show();
    requests.send({ kind: 'command', command: id });
  };
  setMenu(command);
  const jobs = showJobs({
    board,
    settings,
    window: window.current,
    onClick: () => {
      command('go-jobs');
    },
  });
  const leave = createLeave([data, memory]);
  window.open({
    source: page,
    memory,
    listener: {
      onConnection: (connection) => void serve(contract, services, connection),
      onDrop: (dropped) => policy.grant([dropped]),
    },
    onOpen: (opened) => {
      quitWithWindow(opened);
      leaveWithWindowsSession(opened, { jobs, leave });
    },
  });
  files.windowIsThere();
  app.on('activate', window.show);

  // What follows the person, and the ways out.
  void follow(settings, (now) => {
    applyTheme(now.settings);
    if (chooseLanguage(now.settings)) setMenu(command);
  });
  const addRecent = addToRecentDocuments();
  void follow(library, ({ entries }) => {
    addRecent(entries);
  });
  guardQuit({ jobs, window: window.current, stay: window.show, leave });
  leaveWithSession(leave);
}
