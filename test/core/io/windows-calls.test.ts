import { beforeEach, expect, test } from 'vitest';
import { windowsCalls } from '#main/core/io/system/windows.ts';
import type { Library } from '#main/core/io/system.ts';

const setSparse = 0x900c4;
const setZeroData = 0x980c8;
const archive = 0x20;
const sparse = 0x200;

/** A file as NTFS has it: its attributes, and what was asked of it. */
let attributes: number;
let asked: number[];
beforeEach(() => {
  attributes = archive;
  asked = [];
});

/** Stands for koffi on Windows: the functions by the names in their declarations. */
const functions: Readonly<Record<string, (...values: never[]) => number>> = {
  uv_get_osfhandle: (fd: number) => fd + 1000,
  DeviceIoControl: (_handle: number, code: number) => {
    asked.push(code);
    if (code === setSparse) attributes |= sparse;
    return 1;
  },
  GetFileInformationByHandle: (handle: number, information: Uint8Array) => {
    if (handle !== 1007) return 0;
    new DataView(information.buffer).setUint32(0, attributes, true);
    return 1;
  },
};
const koffi = {
  load: () => ({ func: (declared: string) => functions[/(\w+)\(/.exec(declared)?.[1] ?? ''] }),
} as unknown as Library;

const calls = windowsCalls(koffi);

test('on Windows a file that is plain stays plain: nothing is punched into it', () => {
  expect(calls.punchHole?.(7, { start: 0, length: 4096 })).toBe(false);
  expect([asked, attributes]).toEqual([[], archive]);
});

test('on Windows a hole is punched into a file that is sparse', () => {
  calls.allowHoles?.(7);
  expect(calls.punchHole?.(7, { start: 0, length: 4096 })).toBe(true);
  expect([asked, attributes]).toEqual([[setSparse, setZeroData], archive | sparse]);
});

test('on Windows nothing is punched into a file whose attributes are not told', () => {
  expect(calls.punchHole?.(8, { start: 0, length: 4096 })).toBe(false);
  expect(asked).toEqual([]);
});
