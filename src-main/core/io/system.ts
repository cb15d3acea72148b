import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import type * as Koffi from 'koffi';
import type { Bytes, ByteRange } from '#shared/model/bytes.ts';
import { linuxCalls } from './system/linux.ts';
import { macosCalls } from './system/macos.ts';
import { windowsCalls } from './system/windows.ts';

/**
 * The calls that Node has no function for. They block, so callers ask for small pieces. A call that is absent, or that answers
 * that it did nothing, is replaced by something slower: none of them is needed for a right result.
 */
export interface SystemCalls {
  /** The first stored run at or after `from`, as it is; undefined when only holes follow, `unknown` when nothing can be said. */
  readonly dataRun?: (fd: number, from: Bytes, size: Bytes) => ByteRange | undefined | 'unknown';
  /** Makes the range read as zeros and gives its space back, without changing the size. False when it gave nothing back. */
  readonly punchHole?: (fd: number, range: ByteRange) => boolean;
  /** Takes space for the range and makes the file reach its end; what was there stays. */
  readonly reserve?: (fd: number, range: ByteRange) => 'reserved' | 'unsupported' | 'full';
  /**
   * Shares a lock on one byte of an open file until it is closed, or says that somebody holds the byte alone, or that the file
   * system keeps no such locks.
   */
  readonly shareByte?: (fd: number, at: Bytes) => 'shared' | 'held' | 'unsupported';
  readonly releaseByte?: (fd: number, at: Bytes) => void;
  /** True when another opening of the file, in this process or any other, has a lock on the byte. */
  readonly isByteHeld?: (fd: number, at: Bytes) => boolean;
  /** True when somebody has the file open for writing, asked through an opening for reading. Means nothing on network shares. */
  readonly isOpenForWriting?: (fd: number) => boolean;
  /** Lets a new file have holes, where the system wants to be asked. */
  readonly allowHoles?: (fd: number) => void;
}

export type Library = typeof Koffi;

const platforms: Partial<Record<NodeJS.Platform, (koffi: Library) => SystemCalls>> = {
  linux: linuxCalls,
  darwin: macosCalls,
  win32: windowsCalls,
};

let loaded: SystemCalls | undefined;

/** The calls of this system, loaded at the first use; none where the library or the platform has none. */
export function systemCalls(): SystemCalls {
  loaded ??= load();
  return loaded;
}

function load(): SystemCalls {
  try {
    return guarded(platforms[process.platform]?.(library()) ?? {});
  } catch {
    return {};
  }
}

/** Required, not imported: a missing or blocked native library must cost speed, not the program. */
const requireHere = createRequire(import.meta.url);

/** Processors that koffi has a binary for, and as musl names its loader after them. */
const muslNames: Partial<Record<NodeJS.Architecture, string>> = { x64: 'x86_64', arm64: 'aarch64' };

/**
 * On Linux with glibc the binary lies where npm puts it, as a rule. Koffi's own search ends there as well, after it has loaded three
 * modules and looked through the header of Node to tell one C library from the other: a seventh of the time that `info` takes.
 */
function library(): Library {
  const { platform, arch } = process;
  const muslName = muslNames[arch];
  if (platform === 'linux' && muslName !== undefined && !existsSync(`/lib/ld-musl-${muslName}.so.1`)) {
    try {
      return requireHere(`@koromix/koffi-linux-${arch}/linux_${arch}/koffi.node`) as Library;
    } catch {
      // It is elsewhere, and koffi finds it.
    }
  }
  return requireHere('koffi') as Library;
}

/** The same calls, where one that throws did nothing. */
function guarded(calls: SystemCalls): SystemCalls {
  return {
    ...(calls.dataRun && { dataRun: orElse(calls.dataRun, 'unknown') }),
    ...(calls.punchHole && { punchHole: orElse(calls.punchHole, false) }),
    ...(calls.reserve && { reserve: orElse(calls.reserve, 'unsupported') }),
    ...(calls.shareByte && { shareByte: orElse(calls.shareByte, 'unsupported') }),
    ...(calls.releaseByte && { releaseByte: orElse(calls.releaseByte, undefined) }),
    ...(calls.isByteHeld && { isByteHeld: orElse(calls.isByteHeld, false) }),
    ...(calls.isOpenForWriting && { isOpenForWriting: orElse(calls.isOpenForWriting, false) }),
    ...(calls.allowHoles && { allowHoles: orElse(calls.allowHoles, undefined) }),
  };
}

function orElse<A extends unknown[], R>(call: (...values: A) => R, otherwise: NoInfer<R>): (...values: A) => R {
  return (...values) => {
    try {
      return call(...values);
    } catch {
      return otherwise;
    }
  };
}
