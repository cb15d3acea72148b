import { describeConnection } from '../rpc/cases.ts';
import { arrival, openPage } from './page.ts';

describeConnection('IPC through the preload script', async () => {
  const { bridge, connections } = await openPage();
  // A connection begins with the first message of its page.
  bridge.send('hello');
  await arrival();
  const [server] = connections;
  if (server === undefined) throw new Error('The page was not heard.');
  return { client: bridge, server };
});
