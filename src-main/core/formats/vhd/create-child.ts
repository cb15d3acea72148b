import { DiskError } from '#shared/errors.ts';
import type { ChildPlan, ParentReference, TargetFiles } from '../../disk/format.ts';
import { nilUuid } from '../../layout/fields.ts';
import { ForwardTable } from '../../layout/forward-table.ts';
import { planLocators } from './child-locators.ts';
import { chooseFooter } from './choose-footer.ts';
import { encodeFooter, encodeHeader } from './encode.ts';
import { footerAtEnd, footerAtStart, readEnds } from './find-footer.ts';
import { diskTypes, largestDynamic, timestampOf, type Footer } from './layout.ts';
import type { VhdOptions } from './options.ts';
import { parentName } from './parent-path.ts';
import { planVhd } from './plan.ts';

/**
 * Writes an empty differencing image: a table without blocks, and where its parent is. Size, geometry and block size are the
 * parent's, since Windows takes no child of another size. Throws `vhd.parent-without-id`, `vhd.child-too-large` and
 * `vhd.block-size-too-small`.
 */
export async function createVhdChild(
  { main }: TargetFiles,
  { options, identity, parent }: ChildPlan<VhdOptions>,
): Promise<void> {
  const { layer, path, modifiedAt } = parent;
  const { virtualSize: size } = layer;
  if (size > largestDynamic) throw new DiskError('vhd.child-too-large', { parent: path, size, limit: largestDynamic });
  const { uuid, geometry } = await readParent(parent);
  const plan = planVhd(size, layer.blockSize ?? options.blockSize);
  const { diskSize, headerStart, tableStart, tableLength } = plan;
  const { areas, parentLocators, end } = planLocators(parent, tableStart + tableLength);
  const header = encodeHeader(plan, {
    parentUuid: uuid,
    parentTimestamp: timestampOf(modifiedAt),
    parentName: parentName(path),
    parentLocators,
  });
  const footer = encodeFooter({ diskSize, diskType: diskTypes.differencing, headerStart, identity, geometry });

  await new ForwardTable(main, { start: tableStart, length: tableLength, endianness: 'big' }).finish();
  for (const { start, content } of areas) await main.write(start, content);
  await main.write(headerStart, header);
  await main.resize(end);
  await main.write(end, footer);
  await main.write(0, footer);
}

async function readParent({ layer, path }: ParentReference): Promise<{ uuid: string; geometry: Footer }> {
  const main = layer.files[0]?.content;
  const { uuid = nilUuid } = layer;
  if (!main || uuid === nilUuid) throw new DiskError('vhd.parent-without-id', { parent: path });
  const { head, tail } = await readEnds(main);
  const found = { name: path, end: footerAtEnd(tail), start: footerAtStart(head), tolerance: 'strict' } as const;
  return { uuid, geometry: chooseFooter(found).footer };
}
