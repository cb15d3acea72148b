import tseslint from 'typescript-eslint';
import vue from 'eslint-plugin-vue';
import type { Linter } from 'eslint';
import { defineConfig, globalIgnores } from 'eslint/config';

type Restriction = { regex: string; message: string };

/** The layers, each rule with the reason it exists. Patterns are matched against the import as it is written. */
const electronOnlyInDesktop: Restriction = {
  regex: '^electron($|/)',
  message: 'Only src-main/desktop may touch Electron: everything else also runs under plain Node.',
};
const noNode: Restriction = { regex: '^node:', message: 'shared/ and the renderer run in browsers: no Node modules.' };
const onlyShared: Restriction = {
  regex: '^#main/',
  message: 'The renderer reaches the main process over typed IPC only.',
};
const noUpward = (layers: string, reason: string): Restriction => ({
  regex: `(^#main/|(\\.\\./)+)(${layers})(/|$)`,
  message: reason,
});

function restrict(files: string[], patterns: Restriction[], ignores: string[] = []) {
  return {
    files,
    ignores,
    rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns }] },
  } satisfies Linter.Config;
}

// ESLint reads its configuration from a default export.
export default defineConfig(
  globalIgnores(['scripts/run.js', 'out', 'dist', 'coverage', 'test-output', '**/*.d.ts', 'node_modules']),
  tseslint.configs.strictTypeChecked,
  vue.configs['flat/recommended'],
  {
    languageOptions: {
      parserOptions: {
        parser: tseslint.parser,
        projectService: true,
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.vue'],
      },
    },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/return-await': ['error', 'in-try-catch'],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      // `async` says that a function rejects rather than throws, and a generator may be a stream by contract.
      '@typescript-eslint/require-await': 'off',
      'no-console': 'error',
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Named exports only: one name for one thing.' },
        {
          selector:
            'CallExpression[callee.property.name=/^(read|write|open|stat|unlink|rename|mkdir|exists|readdir)\\w*Sync$/]',
          message: 'Synchronous file access blocks the window; use the promise form.',
        },
      ],
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/html-self-closing': 'off',
      'vue/multi-word-component-names': 'off',
      'vue/html-indent': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/require-default-prop': 'off',
    },
  },
  {
    files: ['eslint.config.ts', '*.config.ts', 'scripts/**', 'test/**'],
    rules: { 'no-restricted-syntax': 'off', 'no-console': 'off' },
  },
  { files: ['src-main/cli/render/**'], rules: { 'no-console': 'off' } },
  restrict(
    ['shared/**/*.ts'],
    [electronOnlyInDesktop, noNode, { regex: '^#(main|renderer)/', message: 'shared/ depends on nothing.' }],
  ),
  restrict(
    ['src-renderer/**/*.{ts,vue}'],
    [
      electronOnlyInDesktop,
      noNode,
      onlyShared,
      { regex: '^#shared/text/', message: 'Words come from src-renderer/text, in the language of the window.' },
      { regex: 'text/(en|de)/', message: 'Words come from src-renderer/text, in the language of the window.' },
    ],
    ['src-renderer/text/**'],
  ),
  restrict(['src-renderer/text/**/*.ts'], [electronOnlyInDesktop, noNode, onlyShared]),
  restrict(
    ['src-main/core/io/**', 'src-main/core/layout/**'],
    [
      electronOnlyInDesktop,
      noUpward('disk|formats|guest|operations|jobs|services|server|desktop|cli', 'io and layout are the ground floor.'),
    ],
  ),
  restrict(
    ['src-main/core/disk/**'],
    [
      electronOnlyInDesktop,
      noUpward(
        'formats|operations|jobs|services|server|desktop|cli',
        'core/disk knows the contract of formats, not the formats.',
      ),
    ],
  ),
  restrict(
    ['src-main/core/formats/*/**'],
    [
      electronOnlyInDesktop,
      noUpward(
        'raw|vdi|vhd|vmdk|formats|operations|jobs|services|server|desktop|cli',
        'A format knows its own files and core/{io,layout,disk}, never another format or a layer above.',
      ),
      { regex: '^node:fs', message: 'Drivers get their files from the host and open none themselves.' },
    ],
  ),
  restrict(
    ['src-main/core/settings/**'],
    [
      electronOnlyInDesktop,
      noUpward(
        'disk|formats|guest|operations|services|server|desktop|cli',
        'Settings are kept and told; what follows from them is for others to do.',
      ),
    ],
  ),
  restrict(
    ['src-main/core/library/**'],
    [
      electronOnlyInDesktop,
      noUpward(
        'disk|formats|guest|operations|services|server|desktop|cli',
        'The list of images is kept and told; what the images are is found out by others.',
      ),
    ],
  ),
  restrict(
    ['src-main/core/guest/**'],
    [
      electronOnlyInDesktop,
      noUpward(
        'disk|formats|operations|jobs|services|server|desktop|cli',
        'core/guest looks into any disk that can be read, and knows nothing of images.',
      ),
      { regex: '^node:fs', message: 'The guest is read through its disk.' },
    ],
  ),
  restrict(
    ['src-main/core/report/**'],
    [
      electronOnlyInDesktop,
      noUpward(
        'io|layout|disk|guest|operations|jobs|services|server|desktop|cli',
        'A report is a page made of a result, and of nothing else.',
      ),
      { regex: '^node:(?!path$)', message: 'Pages are made of values; whoever saves them has the files.' },
    ],
  ),
  restrict(
    ['src-main/core/operations/**'],
    [
      electronOnlyInDesktop,
      { regex: 'formats/(?!index)', message: 'Only the registry imports a format folder.' },
      noUpward(
        'jobs|services|server|desktop|cli',
        'Operations are functions of (input, watch); jobs, services and the CLI wrap them.',
      ),
    ],
  ),
  restrict(
    ['src-main/core/jobs/**'],
    [electronOnlyInDesktop, noUpward('services|server|desktop|cli', 'core knows nobody above it.')],
  ),
  restrict(
    ['src-main/services/**'],
    [electronOnlyInDesktop, noUpward('server|desktop|cli', 'Services do not know who serves them.')],
  ),
  restrict(
    ['src-main/page/**'],
    [electronOnlyInDesktop, noUpward('services|server|desktop|cli', 'The built page knows nothing of its two hosts.')],
  ),
  restrict(['src-main/desktop/**'], [noUpward('server|cli', 'The desktop and the server are two hosts side by side.')]),
  restrict(
    ['src-main/server/**'],
    [electronOnlyInDesktop, noUpward('desktop|cli', 'The server runs without Electron and without the CLI.')],
  ),
  restrict(['src-main/cli/**'], [electronOnlyInDesktop, noUpward('desktop', 'The CLI runs under plain Node.')]),
);
