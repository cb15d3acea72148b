import { MiB } from '#shared/model/bytes.ts';
import { inflatePrefix } from '#main/core/formats/vmdk/inflate-prefix.ts';
import { ownMark } from '#main/core/io/owner.ts';
import { systemCalls } from '#main/core/io/system.ts';
import { Guard } from './guard.ts';
import { forgetPeak, peakMemory } from './memory.ts';
import type { FromChild, ToChild } from './messages.ts';
import { tryImage } from './trial.ts';
import { caseChore, mutantChore } from './chores.ts';

/** A process of its own that tries hostile images: `<kind> <folder of the sets> <folder to work in> <seed>`. It is killed when one of them hangs. */
const [kind = '', setsFolder = '', workFolder = '', seed = '0'] = process.argv.slice(2);

const guard = new Guard();
// What is loaded at the first use touches files of its own.
systemCalls();
await ownMark();
await inflatePrefix(new Uint8Array(8), 8);
const chore = kind === 'mutants' ? await mutantChore(setsFolder, Number(seed)) : await caseChore(setsFolder, kind);
/** Of what those before left behind, so much may count as memory of the next one: collecting it costs as much as trying an image. */
const muchGarbage = 32 * MiB;
let memoryInUse = process.memoryUsage.rss();

process.on('message', (message: ToChild) => {
  void tryAll(message);
});

async function tryAll({ from, end }: ToChild): Promise<void> {
  for (let number = from; number < end; number += 1) {
    const { image, about, verbs, judge } = chore(number);
    collectGarbage();
    await forgetPeak();
    const begin = (verb: string) => {
      tell({ kind: 'begin', number, about, verb });
    };
    const { losses, answers } = await tryImage({ folder: workFolder, image, verbs, guard, begin });
    const isRead = answers.get('info') === 'done';
    tell({ kind: 'end', number, about, losses: [...losses, ...judge(answers)], isRead, peak: await peakMemory() });
  }
  globalThis.gc?.();
  tell({ kind: 'done', heap: process.memoryUsage().heapUsed + process.memoryUsage().external });
}

function collectGarbage(): void {
  if (process.memoryUsage.rss() < memoryInUse + muchGarbage) return;
  globalThis.gc?.();
  memoryInUse = process.memoryUsage.rss();
}

function tell(message: FromChild): void {
  process.send?.(message);
}
tell({ kind: 'done', heap: 0 });
