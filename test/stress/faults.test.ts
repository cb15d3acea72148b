import { faults } from './faults.ts';
import { testShortForm } from './short-form.ts';

testShortForm(faults);
