import { beforeEach, expect, test, vi } from 'vitest';
import { addToRecentDocuments } from '#main/desktop/recent-documents.ts';
import { app } from '../support/electron-double.ts';

vi.mock('electron', () => import('../support/electron-double.ts'));

const start = 1000;
const opened = (path: string, openedAt: number) => ({ path, openedAt });

beforeEach(() => {
  app.recentDocuments.length = 0;
});

test('images opened since the start become recent documents, the last one last, however many come at once', () => {
  const tell = addToRecentDocuments(start);
  tell([opened('/b.vdi', start + 2), opened('/a.vdi', start + 1), opened('/old.vdi', start - 1)]);
  tell([opened('/c.vdi', start + 2), opened('/b.vdi', start + 2), opened('/a.vdi', start + 1)]);
  expect(app.recentDocuments).toEqual(['/a.vdi', '/b.vdi', '/c.vdi']);
});

test('images of earlier times are not added again, and those that only changed neither', () => {
  const tell = addToRecentDocuments(start);
  tell([opened('/old.vdi', start - 1), opened('/older.vdi', start - 2)]);
  tell([opened('/new.vdi', start), opened('/older.vdi', start - 2)]);
  tell([opened('/new.vdi', start)]);
  expect(app.recentDocuments).toEqual(['/new.vdi']);
});

test('an image that is opened again comes to the top again', () => {
  const tell = addToRecentDocuments(start);
  tell([opened('/b.vdi', start + 2), opened('/a.vdi', start + 1)]);
  tell([opened('/a.vdi', start + 3), opened('/b.vdi', start + 2)]);
  expect(app.recentDocuments).toEqual(['/a.vdi', '/b.vdi', '/a.vdi']);
});
