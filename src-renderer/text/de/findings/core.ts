import type { coreFindings } from '#shared/text/findings/core.ts';
import type { InGerman } from './table.ts';

/** What a check can find in images of any format: their chains and their files. */
export const core: InGerman<typeof coreFindings> = {
  'chain.parent-not-found': {
    says: '{name} enthält nur Änderungen, und die Platte, zu der sie gehören, wurde nicht gefunden. {problem}',
    means: 'Ohne sein Elternabbild ist die Platte nicht lesbar.',
    advice: 'Legen Sie das Elternabbild unter seinem alten Namen neben das Abbild.',
  },
  'chain.parent-differs': {
    says: 'Das Elternabbild von {name} ist nicht mehr so, wie es war, als die Änderungen entstanden. {problem}',
    means:
      'Die Änderungen in {name} passen nicht mehr zum Elternabbild; zusammen ergäben beide eine Mischung, die es nie gab.',
    advice:
      'Stellen Sie das Elternabbild so wieder her, wie es war. Wurde nichts darin geändert, kann das Programm, das die Kette angelegt hat, die Verknüpfung wiederherstellen.',
  },
  'chain.unsound': {
    says: 'Der Kette der Elternabbilder von {name} lässt sich nicht folgen. {problem}',
    means: 'Ohne alle seine Elternabbilder ist die Platte nicht lesbar.',
    advice: 'Prüfen Sie das Elternabbild für sich, und legen Sie eine Kopie davon zurück.',
  },
  'image.refused': {
    says: '{name} lässt sich nicht öffnen. {problem}',
    means: 'Solange das so ist, ist die Platte nicht lesbar.',
    advice: 'Legen Sie eine Kopie des Abbilds zurück, wenn es eine gibt.',
  },
};
