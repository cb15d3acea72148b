import { checkPage } from './check-page.ts';
import { compactionPage } from './compaction-page.ts';
import { conversionPage } from './conversion-page.ts';
import { documentOf, type Page } from './document.ts';
import { repairPage } from './repair-page.ts';
import type { Report } from './report.ts';

/** A report as one HTML document: no script, nothing to load. */
export function renderPage(report: Report): Promise<string> {
  return documentOf(pageOf(report), report.endedAt);
}

function pageOf(report: Report): Page {
  switch (report.operation) {
    case 'check':
      return checkPage(report);
    case 'preview-repair':
    case 'repair':
    case 'undo-repair':
      return repairPage(report);
    case 'preview-compaction':
    case 'compact':
      return compactionPage(report);
    case 'convert':
      return conversionPage(report);
  }
}
