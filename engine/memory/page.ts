/** Pages, once: x86's base page. Addresses are plain numbers; guests here stay far below 2^53. */
export const PAGE_SIZE = 4096;

export const pageOf = (address: number): number => Math.floor(address / PAGE_SIZE);

export const roundUpToPage = (bytes: number): number => Math.ceil(bytes / PAGE_SIZE) * PAGE_SIZE;
