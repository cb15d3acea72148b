import { profiles } from '#main/core/operations/profiles.ts';
import type { ReportFile } from '#main/core/operations/save-report.ts';
import { DiskError } from '#shared/errors.ts';
import { parseSize, type Bytes } from '#shared/model/bytes.ts';
import type { RepairKind } from '#shared/model/check.ts';
import type { OptionValues as TargetOptions } from '#shared/model/convert.ts';
import { readPath } from './read-path.ts';

/** An option of the command line. Parsing, types, help and documentation all come from this declaration. */
export interface OptionDeclaration {
  /** As help shows it, such as `--level <number>`. */
  readonly flags: string;
  /** One sentence for help. */
  readonly says: string;
  /** A verb that takes it cannot do without. */
  readonly isRequired?: true;
  /** What it means without a value, for an option whose value may be left out: such a value is only taken after "=". */
  readonly bare?: string;
  /**
   * Turns the text into the value; `before` is what an earlier use of the same option gave. Throws `input.invalid` for
   * text it does not take. An option without it is a switch.
   */
  readonly read?: (text: string, before?: never) => unknown;
}

const word = (text: string): string => text;
const profileIds = profiles.map(({ id }) => id).join(', ');

/** Every option there is, by the name under which commands receive it; `--no-x` arrives as `x: false`. */
export const options = {
  json: { flags: '--json', says: 'Print one JSON document instead of text.' },
  progress: {
    flags: '--progress <kind>',
    says: 'How progress is told on stderr: "json" prints one object a line. Without it, a terminal shows a live bar.',
    read: readProgressKind,
  },
  sourceFormat: {
    flags: '--source-format <format>',
    says: 'Format of the source. Raw images need it, since nothing in the file tells what it is.',
    read: word,
  },
  parents: {
    flags: '--parents <folder>',
    says: 'A folder in which parents are looked for, after that of the image; may be given several times.',
    read: (text: string, before: readonly string[] = []): readonly string[] => [...before, readPath(text)],
  },
  inUse: {
    flags: '--in-use <what>',
    says: 'With "read", an image is read although another program may write to it; it ends with an error as soon as that happens. Such an image is refused otherwise.',
    read: readInUse,
  },
  unknownFormat: {
    flags: '--source-format <format>',
    says: 'Format of whichever image does not tell its own, such as raw.',
    read: word,
  },
  firstFormat: { flags: '--first-format <format>', says: 'Format of the first image, whatever it tells.', read: word },
  secondFormat: { flags: '--second-format <format>', says: 'Format of the second image, likewise.', read: word },
  size: {
    flags: '--size <size>',
    says: 'Size of the disk, such as 10GiB. Required, unless there is a parent: its size is the one of the child.',
    read: readSize('--size'),
  },
  parent: {
    flags: '--parent <image>',
    says: 'Make a child, which holds only what will be changed; the rest stays in this image, which must not be changed from then on.',
    read: readPath,
  },
  parentFormat: {
    flags: '--source-format <format>',
    says: 'Format of the parent, for one that does not tell its own.',
    read: word,
  },
  offset: {
    flags: '--offset <size>',
    says: 'Where on the disk to begin, such as 1MiB. Defaults to its start.',
    read: readSize('--offset'),
  },
  writeOffset: {
    flags: '--offset <size>',
    says: 'Where on the disk to begin, such as 1MiB. Required, so that nothing is overwritten by mistake.',
    isRequired: true,
    read: readSize('--offset'),
  },
  length: {
    flags: '--length <size>',
    says: 'How much to read, such as 512. Defaults to all that follows.',
    read: readSize('--length'),
  },
  format: {
    flags: '--format <format>',
    says: 'Format of the target. Defaults to what the extension of its name means.',
    read: word,
  },
  measuredFormat: {
    flags: '--format <format>',
    says: 'Format of the target, unless --for names a product.',
    read: word,
  },
  variant: {
    flags: '--variant <variant>',
    says: 'Variant of the format. Defaults to its first one; see platter formats.',
    read: word,
  },
  profile: {
    flags: '--for <product>',
    says: `The product it will run on, which decides format, variant and options: ${profileIds}.`,
    read: word,
  },
  option: {
    flags: '-o, --option <key=value>',
    says: 'An option of the variant; may be given several times. See platter formats.',
    read: readTargetOption,
  },
  level: {
    flags: '--level <number>',
    says: 'Compression level, for variants that compress: the same as -o level=<number>.',
    read: readLevel,
  },
  verify: { flags: '--no-verify', says: 'Do not read the result back to compare it with the source.' },
  salvage: {
    flags: '--salvage',
    says: 'Read what can be read of a damaged image. What is lost becomes zeros, and every lost range is told.',
  },
  overwrite: { flags: '--overwrite', says: 'Replace an existing target, once the new one is whole.' },
  repair: {
    flags: '--repair [kind]',
    says: 'Mend what loses nothing; --repair=all also mends what may lose something. What is replaced is kept in an undo journal beside the image.',
    bare: 'lossless',
    read: readRepairKind,
  },
  undo: { flags: '--undo', says: 'Put back what the last repair replaced.' },
  preview: { flags: '--dry-run', says: 'Only say what would be changed.' },
  output: {
    flags: '--output <image>',
    says: 'Write a smaller image there, and leave this one as it is.',
    read: readPath,
  },
  freeSpace: {
    flags: '--free-space',
    says: 'Give back as well what the file systems of the guest do not use. Only file systems that are clean and understood count.',
  },
  shrink: {
    flags: '--shrink [kind]',
    says: 'Allow a smaller disk where the end that is cut off holds no data; --shrink=data also cuts off data, for good.',
    bare: 'empty',
    read: readShrinkKind,
  },
  report: {
    flags: '--report <file>',
    says: 'Save a report as well: a page that needs no network (.html), or JSON as --json prints it (.json). A file that is there is replaced. When it cannot be saved after the work, the work stands and the exit code is 1.',
    read: readReportFile,
  },
  port: {
    flags: '--port <number>',
    says: 'Port to listen on; 0, the default, lets the system pick a free one.',
    read: readPort,
  },
  open: { flags: '--no-open', says: 'Do not open the browser.' },
} as const satisfies Record<string, OptionDeclaration>;

export type OptionName = keyof typeof options;

type ValueOf<D> = D extends { readonly read: (...given: never[]) => infer Value } ? Value : boolean;

/** What was given on the command line; options that were not given are absent. */
export type OptionValues = { readonly [Name in OptionName]?: ValueOf<(typeof options)[Name]> };

function readProgressKind(text: string): 'json' {
  if (text === 'json') return text;
  throw invalid(`--progress takes "json", not "${text}".`);
}

function readInUse(text: string): 'read' {
  if (text === 'read') return text;
  throw invalid(`--in-use takes "read", not "${text}".`);
}

function readRepairKind(text: string): RepairKind {
  if (text === 'lossless' || text === 'all') return text;
  throw invalid(`--repair takes "lossless", which it means by itself, or "all", not "${text}".`);
}

function readShrinkKind(text: string): 'empty' | 'data' {
  if (text === 'empty' || text === 'data') return text;
  throw invalid(`--shrink takes "empty", which it means by itself, or "data", not "${text}".`);
}

function readReportFile(text: string): ReportFile {
  const extension = /\.(html?|json)$/i.exec(text)?.[1]?.toLowerCase();
  if (extension !== undefined) return { kind: extension === 'json' ? 'json' : 'html', path: text };
  throw invalid(`--report takes the name of a file that ends in .html, .htm or .json, not "${text}".`);
}

function readSize(flag: string): (text: string) => Bytes {
  return (text) => {
    const size = parseSize(text);
    if (size !== undefined) return size;
    throw invalid(`${flag} takes whole bytes or a number with a unit, such as 10GiB, below 8192 TiB; not "${text}".`);
  };
}

function readTargetOption(text: string, before: TargetOptions = {}): TargetOptions {
  const [, key, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (key === undefined || value === undefined) throw invalid(`-o takes key=value, not "${text}".`);
  if (Object.hasOwn(before, key)) throw invalid(`The option ${key} is given twice.`);
  return { ...before, [key]: value };
}

function readLevel(text: string): number {
  if (!/^\d{1,3}$/.test(text)) throw invalid(`--level takes a whole number, not "${text}".`);
  return Number(text);
}

function readPort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : -1;
  if (port < 0 || port > 65_535) throw invalid(`--port takes a number from 0 to 65535, not "${text}".`);
  return port;
}

function invalid(problem: string): DiskError {
  return new DiskError('input.invalid', { problem });
}
