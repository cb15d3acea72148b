import type { Length } from '../../campaign.ts';
import type { Scenario } from '../scenario.ts';
import { changeScenarios } from './changes.ts';
import { outputScenarios } from './outputs.ts';
import { repairScenarios } from './repairs.ts';

const all: readonly Scenario[] = [...outputScenarios, ...changeScenarios, ...repairScenarios];

/** One of each way of writing, and of each format: what a short form has the time for. */
const some: readonly RegExp[] = [
  /^create: VMDK \(twoGbMaxExtentSparse\) of 2\d{9} /,
  /^create: VHD child/,
  /^convert: raw \(sparse\) to VDI \(dynamic\)/,
  /^convert: over VHD/,
  /^convert: over VMDK \(twoGbMaxExtentFlat\)/,
  /^compact: VMDK \(streamOptimized\)/,
  /^write: VDI child/,
  /^write: VHD \(dynamic\)/,
  /^write: VMDK child/,
  /^write zeros: raw \(sparse\)/,
  /^compact: VHD \(dynamic\)$/,
  /^compact: VDI child$/,
  /^resize: VMDK \(monolithicFlat\) to 4 /,
  /^resize: VHD \(dynamic\) to 700 /,
  /^repair: vdi.slot-used-twice /,
  /^repair: vmdk.descriptor-order/,
];

/** Everything that writes, on every kind of image that it can be done to. */
export function scenariosFor(length: Length): readonly Scenario[] {
  if (length === 'full') return all;
  return some.map((title) => {
    const found = all.find((scenario) => title.test(scenario.title));
    if (!found) throw new Error(`There is no ${title.source} any more.`);
    return found;
  });
}
