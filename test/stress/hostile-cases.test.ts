import { hostileCases } from './hostile-cases.ts';
import { testShortForm } from './short-form.ts';

testShortForm(hostileCases);
