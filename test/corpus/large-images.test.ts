import { describeDigests, largeImage } from './digests.ts';

describeDigests('large real images have the format, variant, size and content that the manifest states', {
  from: largeImage,
  below: Infinity,
});
