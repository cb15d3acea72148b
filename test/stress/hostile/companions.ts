import { execFileSync } from 'node:child_process';
import { link, mkdir, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import path from 'node:path';
import { buildVdi } from '#test/formats/vdi/build.ts';
import { buildDynamic } from '#test/formats/vhd/build.ts';
import { buildSparse } from '#test/formats/vmdk/build.ts';

/** A folder in which hostile images are opened, among things that no image may open. */
export interface HostileFolder extends AsyncDisposable {
  readonly path: string;
}

/** The id of the disks outside. */
export const canaryId = '99999999-0506-4708-890a-0b0c0d0e0f10';

/** Sound disks that would be taken for what an image asks for, if they could be reached. */
function canaries(): Readonly<Record<string, Uint8Array>> {
  return {
    vmdk: buildSparse({ grains: { 0: 'data' } }),
    vdi: buildVdi({
      map: [0],
      header: { uuid: canaryId, modificationUuid: canaryId, blockSize: 4096, diskSize: 4096 },
    }),
    vhd: buildDynamic({ table: [4], header: { blockSize: 4096 }, footer: { uuid: canaryId } }),
  };
}

/** Makes the folder `work` and, beside it, `outside` with what nobody may touch. */
export async function hostileFolder(root: string): Promise<HostileFolder> {
  const [work, outside] = [path.join(root, 'work'), path.join(root, 'outside')];
  await mkdir(work, { recursive: true });
  await mkdir(outside, { recursive: true });
  for (const [ending, content] of Object.entries(canaries()))
    await writeFile(path.join(outside, `canary.${ending}`), content);
  const at = (name: string) => path.join(work, name);
  await mkdir(at('folder'));
  await mkdir(at('folder.vmdk'));
  if (process.platform === 'win32') return { path: work, [Symbol.asyncDispose]: () => Promise.resolve() };
  await symlink(path.join(outside, 'canary.vmdk'), at('link-out'));
  for (const ending of Object.keys(canaries()))
    await symlink(path.join(outside, `canary.${ending}`), at(`link-out.${ending}`));
  await symlink(outside, at('link-to-folder'));
  await symlink(at('not-there'), at('link-to-nothing'));
  await symlink(at('link-to-itself'), at('link-to-itself'));
  for (const name of ['pipe', 'pipe.vmdk', 'pipe.vdi', 'pipe.vhd']) execFileSync('mkfifo', [at(name)]);
  const server = await listen(at('socket.vmdk'));
  // The name of a socket vanishes when its server closes; a second one stays as long as the folder.
  await link(at('socket.vmdk'), at('socket.vdi'));
  return {
    path: work,
    async [Symbol.asyncDispose]() {
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function listen(name: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer().listen(name);
    server.once('listening', () => {
      resolve(server);
    });
    server.once('error', reject);
  });
}
