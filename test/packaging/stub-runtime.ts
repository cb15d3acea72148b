// What the stub of Electron's binary runs: the packed main module, from the archive, on the double of the `electron` module.
// Its words are the path of the "binary", and those that the binary was started with.
import { mkdtempSync, rmSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { app, BrowserWindow } from '../support/electron-double.ts';
import { asar } from './builder-parts.ts';

const [binary = '', ...words] = process.argv.slice(2);
const folder = mkdtempSync(path.join(tmpdir(), 'platter-stub-'));
asar.extractAll(path.join(path.dirname(binary), 'resources/app.asar'), folder);

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron'
      ? { url: import.meta.resolve('../support/electron-double.ts'), shortCircuit: true }
      : next(specifier, context),
});

app.appPath = folder;
app.exit = (code) => {
  rmSync(folder, { recursive: true });
  process.exit(code);
};
app.requestSingleInstanceLock = () => {
  console.log('The stub was asked for a window.');
  app.exit(99);
  return false;
};
process.argv = [binary, ...words];
await import(pathToFileURL(path.join(folder, 'out/main/main.js')).href);
app.becomeReady();
if (BrowserWindow.all.length > 0) throw new Error('A window was opened.');
