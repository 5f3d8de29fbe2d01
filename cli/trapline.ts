#!/usr/bin/env node
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
