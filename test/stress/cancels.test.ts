import { cancels } from './cancels.ts';
import { testShortForm } from './short-form.ts';

testShortForm(cancels);
