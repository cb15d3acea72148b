/**
 * Gives the memory of bytes back at once; they must not be used any more, nor anything else that shares their buffer. Left to the
 * garbage collector, a thread that makes many large buffers holds some hundred MiB of them.
 */
export function giveBack({ buffer }: Uint8Array): void {
  // Node 20 lacks this, and collects garbage later instead.
  if (buffer instanceof ArrayBuffer && 'transfer' in buffer) buffer.transfer(0);
}
