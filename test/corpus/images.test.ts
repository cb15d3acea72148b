import { describeDigests, largeImage } from './digests.ts';

describeDigests('real images have the format, variant, size and content that the manifest states', {
  from: 0,
  below: largeImage,
});
