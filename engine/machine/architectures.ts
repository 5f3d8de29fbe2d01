/** All architectures, by the name a scenario uses. Whatever lists them anywhere derives its list from this one. */
import type { Architecture } from './architecture.ts';
import { arm64 } from './architectures/arm64/arm64.ts';
import { s390x } from './architectures/s390x/s390x.ts';
import { svm } from './architectures/svm/svm.ts';
import { vmx } from './architectures/vmx/vmx.ts';

const known = { svm, vmx, arm64, s390x };

export type Arch = keyof typeof known;
export const architectures: Readonly<Record<Arch, Architecture>> = known;
export const ARCHES = Object.keys(known) as Arch[];
