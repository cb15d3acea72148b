import type { Services } from '#shared/contract/index.ts';
import type { FilePolicy } from './file-policy.ts';
import type { Host } from './host.ts';

export function shellService(policy: FilePolicy, host: Host): Services['shell'] {
  return {
    about: (input, signal) => host.about(input, signal),
    pickFiles: (input, signal) => host.pickFiles(input, signal),
    pickFolder: (input, signal) => host.pickFolder(input, signal),
    pickSaveFile: (input, signal) => host.pickSaveFile(input, signal),
    listFolder: (input, signal) => host.listFolder(input, signal),
    grant: (input, signal) => host.grant(input, signal),
    async showInFolder({ path }, signal) {
      return host.showInFolder({ path: await policy.mayRead(path) }, signal);
    },
    requests: (input, signal) => host.requests(input, signal),
  };
}
