import { mutants } from './mutants.ts';
import { testShortForm } from './short-form.ts';

testShortForm(mutants);
