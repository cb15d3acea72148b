import { Command as Parser, CommanderError, Option } from 'commander';
import { DiskError } from '#shared/errors.ts';
import { exitCodeMeanings } from './exit-codes.ts';
import { options, type OptionDeclaration, type OptionValues } from './options.ts';
import { readPath } from './read-path.ts';
import { usageOf, verbs, type Verb } from './verbs.ts';

/** What a command line asks for. */
export type Request =
  | {
      readonly kind: 'verb';
      readonly verb: Verb;
      readonly arguments: readonly string[];
      readonly options: OptionValues;
    }
  /** Help or the version: text to print and nothing to do. */
  | { readonly kind: 'text'; readonly text: string };

const noVerb = 'No verb is given. "platter --help" lists the verbs.';

/** Understands a command line (without the program's own name). Throws `input.invalid` for wrong usage. */
export function parseCommandLine(words: readonly string[], version: string): Request {
  let request: Request | undefined;
  let text = '';
  const parser = new Parser('platter')
    .description('A manager for virtual disks: VDI, VHD, VMDK and raw images.')
    .version(version, '-V, --version', 'Print the version.')
    .helpOption('-h, --help', 'Print this help.')
    .helpCommand('help [verb]', 'Print help for a verb.')
    .configureOutput({ writeOut: (part) => (text += part), writeErr: () => undefined })
    .exitOverride();
  for (const verb of neededFor(words)) {
    declare(verb, parser).action(function (this: Parser) {
      request = { kind: 'verb', verb, arguments: this.args.map(readPath), options: given(this) };
    });
  }
  if (words.length === 0) throw wrongUsage(noVerb);
  const [first, asked] = words;
  if (first === 'help' && asked !== undefined && !asked.startsWith('-') && !verbs.some(({ name }) => name === asked)) {
    throw wrongUsage(`There is no verb "${asked}". "platter --help" lists the verbs.`);
  }
  try {
    parser.parse(withBareValues(words), { from: 'user' });
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) throw thrown;
    if (thrown.exitCode !== 0) throw wrongUsage(sentenceOf(thrown), thrown);
  }
  return request ?? { kind: 'text', text };
}

/** All verbs, unless the first word names one: the others are declared for help and for words that are not understood. */
function neededFor([first]: readonly string[]): readonly Verb[] {
  const named = verbs.filter(({ name }) => name === first);
  return named.length > 0 ? named : verbs;
}

/** Gives `--repair` its value: commander would take the image behind it for one. */
function withBareValues(words: readonly string[]): readonly string[] {
  const end = words.indexOf('--');
  return words.map((word, index) => {
    const bare = end >= 0 && index > end ? undefined : bareValues.get(word);
    return bare === undefined ? word : `${word}=${bare}`;
  });
}

const bareValues = new Map(
  Object.values<OptionDeclaration>(options).flatMap(({ flags, bare }) => {
    const [flag] = flags.split(' ');
    return flag === undefined || bare === undefined ? [] : [[flag, bare]];
  }),
);

function declare(verb: Verb, parser: Parser): Parser {
  const command = parser.command(verb.name).summary(verb.summary).description(`${verb.summary}\n\n${verb.details}`);
  for (const argument of verb.arguments) command.argument(usageOf(argument), argument.says);
  for (const name of verb.options) {
    const declaration: OptionDeclaration = options[name];
    const option = new Option(declaration.flags, declaration.says);
    // Commander names values after their flag; two declarations may share a flag, so they are kept under their own names.
    option.attributeName = () => name;
    if (declaration.read) option.argParser(declaration.read as (text: string, before: unknown) => unknown);
    if (declaration.isRequired) option.makeOptionMandatory();
    command.addOption(option);
  }
  const codes = verb.exitCodes.map((code) => `  ${String(code).padEnd(4)}${exitCodeMeanings[code]}`);
  return command.addHelpText('after', `\nExit codes:\n${codes.join('\n')}`);
}

/** The options that were typed; commander's own defaults, such as `verify: true` for `--no-verify`, are left out. */
function given(command: Parser): OptionValues {
  const values = Object.entries(command.opts()).filter(([name]) => command.getOptionValueSource(name) === 'cli');
  return Object.fromEntries(values);
}

function sentenceOf({ code, message }: CommanderError): string {
  if (code === 'commander.help') return noVerb;
  const plain = message.replace(/^error: /, '').replaceAll('\n', ' ');
  const sentence = plain.charAt(0).toUpperCase() + plain.slice(1);
  return /[.)?]$/.test(sentence) ? sentence : `${sentence}.`;
}

function wrongUsage(problem: string, cause?: unknown): DiskError {
  return new DiskError('input.invalid', { problem }, { cause });
}
