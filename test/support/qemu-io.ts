import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** A qemu-io process that holds an image open, until it is disposed of. */
export interface QemuHolder extends AsyncDisposable {
  readonly pid: number;
}

/** Opens an image in a real qemu-io, for writing unless told otherwise, and returns when it has it. Throws what qemu-io says. */
export async function holdWithQemu(
  file: string,
  format: string,
  options: { readonly readOnly?: boolean } = {},
): Promise<QemuHolder> {
  // It would keep its answers to itself, since it writes to a pipe; stdbuf becomes qemu-io.
  const words = ['-oL', 'qemu-io', ...(options.readOnly ? ['-r'] : []), '-f', format, file];
  const child = spawn('stdbuf', words, { stdio: 'pipe' });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (piece: string) => (said += piece));
  child.stderr.setEncoding('utf8').on('data', (piece: string) => (said += piece));
  const closed = once(child, 'close');
  child.stdin.on('error', () => undefined);
  // It answers as soon as it has opened the image, or ends with the reason why it could not.
  child.stdin.write('length\n');
  const answered = (async () => {
    for (;;) {
      await once(child.stdout, 'data');
      if (/> \d/.test(said)) return true;
    }
  })();
  const isOpen = await Promise.race([answered, closed.then(() => false)]);
  if (!isOpen || child.pid === undefined) throw new Error(said);
  return {
    pid: child.pid,
    async [Symbol.asyncDispose]() {
      child.stdin.end('quit\n');
      await closed;
    },
  };
}
