import { z } from 'zod';

const severities = ['info', 'low', 'moderate', 'high', 'critical'];

const advisory = z.object({ title: z.string() });
const report = z.object({
  vulnerabilities: z.record(
    z.string(),
    z.object({ name: z.string(), severity: z.string(), via: z.array(z.union([z.string(), advisory])) }),
  ),
});
const failure = z.object({
  message: z.string().optional(),
  error: z.object({ summary: z.string() }).partial().optional(),
});

/** A known flaw of a package, or of one that it depends on. */
export interface Flaw {
  readonly name: string;
  readonly severity: string;
  readonly title: string;
}

/** What `npm audit --json` told. */
export type Audit =
  | { readonly kind: 'answered'; readonly flaws: readonly Flaw[] }
  | { readonly kind: 'unanswered'; readonly because: string };

/** Reads what `npm audit --json` printed; flaws below `level` are left out, a severity that npm did not have yet is not. */
export function readAudit(text: string, level: string): Audit {
  const printed = parse(text);
  const parsed = report.safeParse(printed);
  if (!parsed.success) {
    const told = failure.safeParse(printed).data;
    return { kind: 'unanswered', because: told?.error?.summary || told?.message || 'no report' };
  }
  const flaws = Object.values(parsed.data.vulnerabilities)
    .filter(({ severity }) => !severities.slice(0, severities.indexOf(level)).includes(severity))
    .map(({ name, severity, via }) => ({ name, severity, title: via.map(titleOf).join('; ') }));
  return { kind: 'answered', flaws };
}

function titleOf(via: string | z.infer<typeof advisory>): string {
  return typeof via === 'string' ? `by ${via}` : via.title;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
