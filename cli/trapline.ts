#!/usr/bin/env -S node --max-old-space-size=1024 --min-semi-space-size=8 --max-semi-space-size=8 --v8-pool-size=1
// Left to itself V8 sizes its heap by the machine's memory: a screen whose live objects take 25 MB would keep 200. The
// young generation has from the start the size that it comes to. Of threads that help these two to collect and compile one
// is enough: V8's usual four get in each other's way where there are few processors.
// The first file that runs: it must be understood by a Node too old for the rest, to say so.
import module from 'node:module';

const NEEDED = 24;
const have = Number(process.versions.node.split('.')[0]);

if (have < NEEDED) {
  process.stderr.write(`trapline needs Node ${NEEDED} or later; this is ${process.versions.node}.\n`);
  process.exitCode = 1;
} else {
  module.enableCompileCache();
  await import('./main.ts');
}
