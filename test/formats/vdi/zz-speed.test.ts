import { it } from 'vitest';
import { vdi } from '#main/core/formats/vdi/index.ts';
import { vhd } from '#main/core/formats/vhd/index.ts';
import { MiB } from '#shared/model/bytes.ts';
import { buildVdi, free } from './build.ts';
import { buildDynamic } from '../vhd/build.ts';
import { openImage } from '#test/support/make-image.ts';
it('speed', async () => {
  const blocks = 16 * 1024 * 1024;
  const head = buildVdi({ map: [free], header: { blocks, diskSize: blocks * MiB, dataStart: 512 + 4 * blocks } });
  const size = 512 + 4 * blocks + blocks * MiB;
  const file = (mode: number) => ({ size, read(at: number, t: Uint8Array) { if (at === 0) { t.fill(0).set(head.subarray(0, t.length)); } else { const first = (at - 512) / 4; const v = new Uint32Array(t.buffer, t.byteOffset, t.length >> 2); if (mode === 0) t.fill(0xff); else for (let i = 0; i < v.length; i++) v[i] = mode === 1 ? first + i : (first + i) ^ 1; } return Promise.resolve(); } });
  for (const mode of [0, 1, 2]) {
    const l = await openImage(vdi, { main: file(mode), name: 'x', sibling: () => Promise.reject(new Error()) });
    const t = performance.now(); let n = 0;
    for await (const b of l.extents({ start: 0, length: l.virtualSize })) n += b.length;
    console.log('16 TiB vdi', mode, n, Math.round(performance.now() - t), 'ms', Math.round(process.memoryUsage().rss / 1e6));
  }
  const entries = 1044480;
  const vh = buildDynamic({ table: [free], footer: { currentSize: entries * 2 * MiB }, header: { tableEntries: entries } });
  const vsize = entries * (2 * MiB + 4096) + 8 * MiB;
  const vf = { size: vsize, read(at: number, t: Uint8Array) {
    if (at < 1536) t.fill(0).set(vh.subarray(at, Math.min(1536, at + t.length)));
    if (at + t.length === vsize) t.set(vh.subarray(0, 512), t.length - 512);
    else if (at >= 1536 || t.length > 4096) { t.fill(0xff); if (at < 1536 + 4 * entries) { const dv = new DataView(t.buffer, t.byteOffset, t.length); for (let o = Math.max(0, 1536 - at); o + 4 <= t.length; o += 4) { const i = (at + o - 1536) / 4; if (i < entries) dv.setUint32(o, 8192 + 7 + i * 4104); } if (at < 1536) t.set(vh.subarray(at, 1536), 0); } }
    return Promise.resolve(); } };
  const l = await openImage(vhd, { main: vf, name: 'x', sibling: () => Promise.reject(new Error()) });
  const t = performance.now(); let n = 0;
  for await (const b of l.extents({ start: 0, length: l.virtualSize })) n += b.length;
  console.log('2040 GiB vhd full', n, Math.round(performance.now() - t), 'ms', Math.round(process.memoryUsage().rss / 1e6));
}, 120000);
