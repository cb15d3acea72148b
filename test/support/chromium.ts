import { chromium, type Browser } from 'playwright-core';
import { chromiumPath } from './need.ts';

/**
 * What Chromium is to leave out. Of several lists the last one holds, so this one says again what of Playwright's own makes a
 * difference here: pictures at once, and nothing that asks other computers.
 */
const features = [
  // Each window would load two pages of its own for the list below its address: half of what it costs to open one.
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
  'PaintHolding',
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'AimEnabled',
  'MediaRouter',
  'NetworkTimeServiceQuerying',
  'OptimizationHints',
  'PreconnectToSearch',
];

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  `--disable-features=${features.join(',')}`,
];

/** A real Chromium without a window on the screen, which nothing is asked of but pages. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath, args: flags });
}
