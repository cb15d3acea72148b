import { load } from './load.ts';
import { testShortForm } from './short-form.ts';

testShortForm(load);
