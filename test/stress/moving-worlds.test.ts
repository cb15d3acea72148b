import { movingWorlds } from './moving-worlds.ts';
import { testShortForm } from './short-form.ts';

testShortForm(movingWorlds);
