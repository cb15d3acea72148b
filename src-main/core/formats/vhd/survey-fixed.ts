import { MiB } from '#shared/model/bytes.ts';
import type { CheckOptions, ImageFiles } from '../../disk/format.ts';
import { checkedDiskSize } from './disk-size.ts';
import type { FooterSurvey } from './survey-footers.ts';

/** A fixed image has nothing but its size that could be wrong; there is no more to learn of it. */
export function surveyFixed(files: ImageFiles, { chosen, dataEnd }: FooterSurvey, how: CheckOptions): null {
  const { name } = files;
  const size = checkedDiskSize(chosen.footer, dataEnd, { name, limits: how.limits });
  if (size > dataEnd) how.findings.add('vhd.data-cut-off', { name, size, room: dataEnd });
  if (size < dataEnd) {
    const where = { file: name, start: size, length: dataEnd - size };
    how.findings.add('vhd.surplus', { name, size, room: dataEnd }, where);
  }
  if (size % MiB !== 0) how.findings.add('vhd.not-for-azure', { name, size });
  return null;
}
