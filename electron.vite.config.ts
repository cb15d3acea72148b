import { chmod } from 'node:fs/promises';
import path from 'node:path';
import ui from '@nuxt/ui/vite';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'electron-vite';
import type { Plugin } from 'vite';

const here = (name: string): string => path.join(import.meta.dirname, name);

/** npm makes a program executable when it links it, and a later build would take that away again. */
const executableCommandLine: Plugin = {
  name: 'platter:executable-command-line',
  async writeBundle() {
    await chmod(here('out/main/cli.js'), 0o755);
  },
};

/** `import a, { b as c } from "node:fs";`, as it stands in a chunk. */
const builtinImport = /^import (?:([\w$]+)(?:, )?)?(?:\{ ([^}]*) \} )?\s*from "(node:(?!module")[^"]+)";$/gm;

/**
 * Takes Node's own modules by `require`. An `import` of one reads everything it exports, and some of that loads half of Node when it
 * is looked at (`TextDecoder` of `node:util`): that took a third of the time in which `platter info` starts, and every thread.
 */
/** Of these, only functions are used, and many programs never call one: each is loaded with the first call. Their start takes 6 ms. */
const laterBuiltins = ['node:crypto', 'node:zlib'];

/** `a as b`, as a function that loads the module when it is called. */
function laterFunction(name: string): (specifier: string) => string {
  return (specifier) => {
    const [exported, own = exported] = specifier.trim().split(' as ');
    return `const ${own} = (...words) => requireBuiltin("${name}").${exported}(...words);`;
  };
}

const requiredBuiltins: Plugin = {
  name: 'platter:required-builtins',
  renderChunk(code) {
    const changed = code.replace(
      builtinImport,
      (_, whole: string | undefined, named: string | undefined, name: string) =>
        [
          ...(whole ? [`const ${whole} = requireBuiltin("${name}");`] : []),
          ...(named && laterBuiltins.includes(name) ? named.split(',').map(laterFunction(name)) : []),
          ...(named && !laterBuiltins.includes(name)
            ? [`const { ${named.replaceAll(' as ', ': ')} } = requireBuiltin("${name}");`]
            : []),
        ].join(' '),
    );
    if (changed === code) return null;
    const head = 'import { createRequire as createBuiltinRequire } from "node:module";';
    const lines = [head, 'const requireBuiltin = createBuiltinRequire(import.meta.url);'].join('\n');
    // The line that names the interpreter stays the first one.
    return { code: changed.replace(/^(#!.*\n)?/, (first) => `${first}${lines}\n`), map: null };
  },
};

/**
 * The parser of the command line could start other programs, which Platter has none of. What it takes for that, half of Node's network
 * code among it, is loaded when it does.
 */
const laterChildProcess: Plugin = {
  name: 'platter:later-child-process',
  transform: (code, id) =>
    id.endsWith('/commander/lib/command.js')
      ? code.replace(
          "import childProcess from 'node:child_process';",
          `import { createRequire } from 'node:module';
           const childProcess = { spawn: (...words) => createRequire(import.meta.url)('node:child_process').spawn(...words) };`,
        )
      : null,
};

/** The first picture waits for the script that knows the theme, so that nothing flashes; it mounts the page at once as well. */
const firstPictureWithTheme: Plugin = {
  name: 'platter:first-picture-with-theme',
  transformIndexHtml: {
    order: 'post',
    handler: (html) => html.replace('<script type="module"', '<script type="module" blocking="render"'),
  },
};

// electron-vite reads its configuration from a default export.
// `dependencies` of package.json stay external (koffi brings a binary of its own); everything else is bundled.
// The command line also runs under plain Node, from version 20 on, which knows neither `using` nor other newer syntax.
export default defineConfig({
  main: {
    plugins: [executableCommandLine, laterChildProcess, requiredBuiltins],
    build: {
      target: 'node20',
      rolldownOptions: {
        input: {
          main: here('src-main/desktop/main.ts'),
          cli: here('src-main/cli/main.ts'),
          // All in one flat folder, because a thread is started from the file beside the chunk that starts it.
          'job-worker': here('src-main/core/jobs/worker.ts'),
          'compute-worker': here('src-main/core/threads/worker.ts'),
          'digest-worker': here('src-main/core/disk/digest-worker.ts'),
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js', comments: false },
      },
    },
  },
  preload: {
    build: {
      rolldownOptions: {
        input: { preload: here('src-main/desktop/preload.ts') },
        // A sandboxed preload script is one CommonJS file that may require nothing but Electron.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: here('src-renderer'),
    plugins: [
      firstPictureWithTheme,
      vue(),
      ui({
        root: import.meta.dirname,
        router: true,
        dts: true,
        ui: {
          colors: { primary: 'platter', neutral: 'slate' },
          // What stands in a dialog begins where its title does.
          modal: { slots: { header: 'sm:px-5', body: 'sm:p-5', footer: 'sm:px-5' } },
        },
        // Icons are named in scripts as well as in components.
        icon: { clientBundle: { scan: { globInclude: ['src-renderer/**/*.{vue,ts}'] } } },
      }),
    ],
    build: {
      outDir: here('out/renderer'),
      emptyOutDir: true,
      minify: true,
      rolldownOptions: { input: here('src-renderer/index.html') },
    },
  },
});
