import { powerCuts } from './power-cuts.ts';
import { testShortForm } from './short-form.ts';

testShortForm(powerCuts);
