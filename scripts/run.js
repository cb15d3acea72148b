// Runs a script of this folder: `node scripts/run.js test`. Plain JavaScript, so that an old Node gets a sentence instead
// of a syntax error: the scripts are TypeScript, which Node runs as it is from 22.18 on.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const name = process.argv[2] ?? '';

if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `Node ${process.versions.node} is too old for Platter's scripts: they need 22.18 or newer. ` +
      'On Linux and Windows (x64), "npm ci" installs one for them; elsewhere, install it from https://nodejs.org.',
  );
  process.exitCode = 1;
} else if (!/^[a-z-]+$/.test(name)) {
  console.error('Which script? For example: node scripts/run.js test');
  process.exitCode = 64;
} else {
  process.argv.splice(2, 1);
  await import(`./${name}.ts`);
}
