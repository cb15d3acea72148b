import { errorCodes } from '#shared/errors.ts';
import { errorRows } from '#shared/text/errors/index.ts';
import { code, table } from './table.ts';

/** docs/generated/errors.md: every refusal with its code and its sentence. */
export function errorsPage(): string {
  const rows = Object.entries(errorRows);
  return [
    '# Errors\n\n',
    'Scripts branch on the code, which never changes its meaning; the reason says more. Words in braces are facts.\n',
    ...errorCodes.map((errorCode) => {
      const known = rows.filter(([, row]) => row.code === errorCode);
      if (known.length === 0) return '';
      return `\n## ${errorCode}\n\n${table(
        ['Reason', 'Sentence'],
        known.map(([reason, { says }]) => [code(reason), says]),
      )}`;
    }),
  ].join('');
}
