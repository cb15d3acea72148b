import { exitCodeMeanings } from '#main/cli/exit-codes.ts';
import { options } from '#main/cli/options.ts';
import { usageOf, verbs, type Verb } from '#main/cli/verbs.ts';
import { code, table } from './table.ts';

/** docs/generated/cli.md: the verbs as the program declares them. */
export function commandLinePage(): string {
  return [
    '# Command line\n\n',
    'Sizes are bytes, or numbers with a unit: 512, 4KiB, 10M, 1.5GiB (powers of 1024). Results go to stdout, messages ',
    'and progress to stderr. `-` is not a path.\n\n',
    table(
      ['Verb', 'What it does'],
      verbs.map(({ name, summary }) => [`[${name}](#${name})`, summary]),
    ),
    ...verbs.map(section),
    '\n## Exit codes\n\n',
    table(
      ['Code', 'Meaning'],
      Object.entries(exitCodeMeanings).map(([number, meaning]) => [number, meaning]),
    ),
    '\nWith `--json`, an error is `{"error":{"code","reason","message","facts"}}` on stdout; see [errors.md](errors.md).\n',
  ].join('');
}

function section(verb: Verb): string {
  const usage = ['platter', verb.name, '[options]', ...verb.arguments.map(usageOf)].join(' ');
  const rows = [
    ...verb.arguments.map(({ name, says }) => [code(name), says]),
    ...verb.options.map((name) => [code(options[name].flags), options[name].says]),
  ];
  return [
    `\n## ${verb.name}\n\n${verb.summary} ${verb.details}\n\n`,
    `\`\`\`\n${usage}\n\`\`\`\n\n`,
    table(['', ''], rows),
    `\nExit codes: ${verb.exitCodes.join(', ')}.\n`,
  ].join('');
}
