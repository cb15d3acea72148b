import type { Bytes } from '../model/bytes.ts';

/** A count, or the place of a byte, for people: `1,048,576`. By hand: `Intl` takes 13 ms of the start of every command. */
export function countInWords(count: number): string {
  return String(count).replaceAll(/\B(?=(?:\d{3})+$)/g, ',');
}

const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** A size for people: `1.5 GiB`, `512 bytes`. Three significant digits at most, powers of 1024. */
export function sizeInWords(bytes: Bytes): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2;
  const rounded = Number(value.toFixed(digits));
  return `${String(rounded)} ${rounded === 1 && unit === 0 ? 'byte' : (units[unit] ?? 'bytes')}`;
}

/** A rate for people: `412 MiB/s`. */
export function rateInWords(bytesPerSecond: number): string {
  return `${sizeInWords(Math.round(bytesPerSecond))}/s`;
}

/** A duration for people: `less than a second`, `14 s`, `3 min 20 s`, `2 h 5 min`. */
export function durationInWords(seconds: number): string {
  if (seconds < 1) return 'less than a second';
  const whole = Math.round(seconds);
  if (whole < 60) return `${String(whole)} s`;
  if (whole < 3600) return join(Math.floor(whole / 60), 'min', whole % 60, 's');
  return join(Math.floor(whole / 3600), 'h', Math.floor((whole % 3600) / 60), 'min');
}

function join(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${String(large)} ${largeUnit}` : `${String(large)} ${largeUnit} ${String(small)} ${smallUnit}`;
}
