/**
 * What a descriptor of either ring and of an indirect table has in common (virtio 1.2, 2.7.5 and 2.8.13): le64
 * address, le32 length, and then four bytes that split-layout.ts and packed-layout.ts lay out each in its way.
 */
export const DESC_SIZE = 16;
export const DESC_ADDRESS = 0;
export const DESC_LENGTH = 8;

/** The buffer goes on in another descriptor. */
export const F_NEXT = 1;
/** The device writes this part; it reads it otherwise. */
export const F_WRITE = 2;
/** 2.7.5.3, 2.8.7: not a part, but a table of parts. */
export const F_INDIRECT = 4;

/** 2.7, 2.8: descriptors of a queue, in either format. */
export const MAX_QUEUE_SIZE = 32768;

/** 2.7.5.2: bytes of all parts of one buffer together. */
export const MAX_BUFFER_BYTES = 2 ** 32;
