import { KiB } from '#shared/model/bytes.ts';
import type { Library, SystemCalls } from '../system.ts';
import { seekingDataRun } from './seek.ts';

/** From sys/unistd.h: the two are the other way round than on Linux. */
const seekWhence = { data: 4, hole: 3 };
/** F_PUNCHHOLE of sys/fcntl.h. It takes whole blocks of the file system only; those of APFS and HFS+ have 4 KiB. */
const punchHoleCommand = 99;
const blockSize = 4 * KiB;

type Control = (fd: number, command: number, type: string, argument: Uint8Array) => number;

/** macOS. Written from its headers and not tested on a Mac: a call that fails leaves the work to the plain way. */
export function macosCalls(koffi: Library): SystemCalls {
  const system = koffi.load(null);
  const control: Control = system.func('int fcntl(int fd, int command, ...)');
  return {
    dataRun: seekingDataRun(koffi, system.func('int64_t lseek(int fd, int64_t offset, int whence)'), seekWhence),
    punchHole(fd, { start, length }) {
      if (start % blockSize !== 0 || length % blockSize !== 0) return false;
      // struct fpunchhole: u32 flags, u32 reserved, i64 offset, i64 length.
      const argument = new DataView(new ArrayBuffer(24));
      argument.setBigInt64(8, BigInt(start), true);
      argument.setBigInt64(16, BigInt(length), true);
      return control(fd, punchHoleCommand, 'void *', new Uint8Array(argument.buffer)) === 0;
    },
  };
}
