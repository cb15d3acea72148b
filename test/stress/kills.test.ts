import { kills } from './kills.ts';
import { testShortForm } from './short-form.ts';

testShortForm(kills);
