import type { Bytes } from '#shared/model/bytes.ts';
import type { Library, SystemCalls } from '../system.ts';

/** From the kernel's uapi headers: asm-generic/fcntl.h and linux/fcntl.h. */
const commands = { setSignal: 10, getLock: 36, setLock: 37, setLease: 1024 };
const kinds = { read: 0, write: 1, none: 2 };
/** SIGURG: what the system would say when somebody opens a file in the moment of a lease, and what a process ignores. */
const ignoredSignal = 23;

type Control = (fd: number, command: number, ...argument: readonly unknown[]) => number;

/**
 * Locks of open file descriptions, on single bytes: they belong to one opening of a file, so that two openings in the same
 * process know of each other, and end when it is closed, whatever became of the process. And leases, which a system gives only for
 * a file that nobody has open for writing.
 */
export function linuxLocks(koffi: Library, control: Control): SystemCalls {
  const { EAGAIN, EACCES } = koffi.os.errno;
  const onByte = (fd: number, at: Bytes, command: number, kind: number) => {
    // struct flock of 64-bit processors: i16 type, i16 whence, i64 start at 8, i64 length at 16, i32 process at 24.
    const lock = new DataView(new ArrayBuffer(32));
    lock.setInt16(0, kind, true);
    lock.setBigInt64(8, BigInt(at), true);
    lock.setBigInt64(16, 1n, true);
    const isDone = control(fd, command, '_Inout_ void *', new Uint8Array(lock.buffer)) === 0;
    return { isDone, found: lock.getInt16(0, true) };
  };
  return {
    shareByte(fd, at) {
      if (onByte(fd, at, commands.setLock, kinds.read).isDone) return 'shared';
      return [EAGAIN, EACCES].includes(koffi.errno()) ? 'held' : 'unsupported';
    },
    releaseByte(fd, at) {
      onByte(fd, at, commands.setLock, kinds.none);
    },
    isByteHeld(fd, at) {
      const { isDone, found } = onByte(fd, at, commands.getLock, kinds.write);
      return isDone && found !== kinds.none;
    },
    isOpenForWriting(fd) {
      control(fd, commands.setSignal, 'int', ignoredSignal);
      if (control(fd, commands.setLease, 'int', kinds.read) === 0) {
        control(fd, commands.setLease, 'int', kinds.none);
        return false;
      }
      return koffi.errno() === EAGAIN;
    },
  };
}
