import { endOf, type Bytes } from '#shared/model/bytes.ts';
import type { Library, SystemCalls } from '../system.ts';

/** Control codes of winioctl.h. */
const setSparse = 0x900c4;
const setZeroData = 0x980c8;
const queryAllocatedRanges = 0x940cf;

/** FILE_ATTRIBUTE_SPARSE_FILE of winnt.h: the file may have holes. */
const sparseFile = 0x200;
/** BY_HANDLE_FILE_INFORMATION of fileapi.h: begins with the attributes, 32 bits of them. */
const informationSize = 52;

type Describe = (handle: number | bigint, information: Uint8Array) => number;

type Control = (
  handle: number | bigint,
  code: number,
  input: Uint8Array | null,
  inputSize: Bytes,
  output: Uint8Array | null,
  outputSize: Bytes,
  returned: [number],
  overlapped: null,
) => number;

/**
 * Windows, for NTFS and ReFS. Node's descriptors are turned into handles by the function that the running program (Node or
 * Electron) exports for it. Written from Microsoft's documentation and not tested on Windows: a call that fails leaves the
 * work to the plain way.
 */
export function windowsCalls(koffi: Library): SystemCalls {
  const handleOf: (fd: number) => number | bigint = koffi.load(null).func('intptr_t uv_get_osfhandle(int fd)');
  const kernel = koffi.load('kernel32.dll');
  const control: Control = kernel.func(
    'int __stdcall DeviceIoControl(intptr_t handle, uint32_t code, void *input, uint32_t inputSize, void *output, uint32_t outputSize, _Out_ uint32_t *returned, void *overlapped)',
  );
  const describe: Describe = kernel.func(
    'int __stdcall GetFileInformationByHandle(intptr_t handle, void *information)',
  );

  function isSparse(handle: number | bigint): boolean {
    const information = new Uint8Array(informationSize);
    if (describe(handle, information) === 0) return false;
    return (new DataView(information.buffer).getUint32(0, true) & sparseFile) !== 0;
  }

  return {
    dataRun(fd, from, size) {
      const asked = pair(from, size - from);
      const answer = new Uint8Array(16);
      const returned: [number] = [0];
      const whole = control(handleOf(fd), queryAllocatedRanges, asked, 16, answer, 16, returned, null) !== 0;
      // With room for one range the call "fails" with ERROR_MORE_DATA when there are more, and still gives the first.
      if (returned[0] < 16) return whole ? undefined : 'unknown';
      const view = new DataView(answer.buffer);
      return { start: Number(view.getBigInt64(0, true)), length: Number(view.getBigInt64(8, true)) };
    },
    punchHole(fd, range) {
      const handle = handleOf(fd);
      const returned: [number] = [0];
      // A file stays plain when it is: Hyper-V runs no other VHD. In such a file the call would store zeros and give nothing back.
      return (
        isSparse(handle) &&
        control(handle, setZeroData, pair(range.start, endOf(range)), 16, null, 0, returned, null) !== 0
      );
    },
    allowHoles(fd) {
      control(handleOf(fd), setSparse, null, 0, null, 0, [0], null);
    },
  };
}

/** Two 64-bit numbers in a row, as FILE_ALLOCATED_RANGE_BUFFER and FILE_ZERO_DATA_INFORMATION have them. */
function pair(first: Bytes, second: Bytes): Uint8Array {
  const view = new DataView(new ArrayBuffer(16));
  view.setBigInt64(0, BigInt(first), true);
  view.setBigInt64(8, BigInt(second), true);
  return new Uint8Array(view.buffer);
}
