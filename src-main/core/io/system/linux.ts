import type { Bytes } from '#shared/model/bytes.ts';
import type { Library, SystemCalls } from '../system.ts';
import { linuxLocks } from './linux-locks.ts';
import { seekingDataRun } from './seek.ts';

/** From the kernel's uapi headers: linux/fs.h and linux/falloc.h. */
const seekWhence = { data: 3, hole: 4 };
const punchAndKeepSize = 0x02 + 0x01;

type Allocate = (fd: number, mode: number, offset: Bytes, length: Bytes) => number;

/**
 * Linux on 64-bit processors, where off_t has 64 bits. The functions come from the C library that the program itself runs on,
 * glibc or musl. Tested on ext4 and tmpfs.
 */
export function linuxCalls(koffi: Library): SystemCalls {
  if (process.arch !== 'x64' && process.arch !== 'arm64') return {};
  const libc = koffi.load(null);
  const allocate: Allocate = libc.func('int fallocate(int fd, int mode, int64_t offset, int64_t length)');
  const { ENOSPC, EDQUOT } = koffi.os.errno;
  return {
    ...linuxLocks(koffi, libc.func('int fcntl(int fd, int command, ...)')),
    dataRun: seekingDataRun(koffi, libc.func('int64_t lseek(int fd, int64_t offset, int whence)'), seekWhence),
    punchHole: (fd, range) => allocate(fd, punchAndKeepSize, range.start, range.length) === 0,
    reserve(fd, range) {
      if (allocate(fd, 0, range.start, range.length) === 0) return 'reserved';
      const errno = koffi.errno();
      return errno === ENOSPC || errno === EDQUOT ? 'full' : 'unsupported';
    },
  };
}
