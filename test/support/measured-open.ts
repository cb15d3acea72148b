// Run as a process of its own: opens an image as `platter info` does, and prints what that took, as JSON. Memory can only be
// told of a whole process.
import { openSource } from '#main/core/operations/open-source.ts';

const [path = ''] = process.argv.slice(2);
const startedAt = performance.now();
await using image = await openSource({ path }, new AbortController().signal);
const { virtualSize } = image.disk;
const milliseconds = performance.now() - startedAt;
console.log(JSON.stringify({ virtualSize, milliseconds, memory: process.resourceUsage().maxRSS * 1024 }));
