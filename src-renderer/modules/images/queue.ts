/** Does a task when its turn comes; settles as the task does. */
export type Queue = <T>(task: () => Promise<T>) => Promise<T>;

/** Does tasks in the order in which they come, at most `atOnce` at the same time. */
export function createQueue(atOnce: number): Queue {
  const waiting: (() => void)[] = [];
  let running = 0;

  return async (task) => {
    if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await task();
    } finally {
      // A place that becomes free goes to the next in line.
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
