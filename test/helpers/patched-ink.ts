/** Ink as the build has it, to be bundled: what node_modules has is Ink as it came. */
export * from 'ink';
