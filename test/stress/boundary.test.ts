import { boundary } from './boundary.ts';
import { testShortForm } from './short-form.ts';

testShortForm(boundary);
