import { z } from 'zod';

/** The word of a person that an image is to be read although another program may write to it. */
export const readInUse = z.literal('read');
