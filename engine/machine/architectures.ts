/** All architectures, by the name a scenario uses. */
import type { Architecture } from './architecture.ts';
import type { Arch } from './profile.ts';
import { svm } from './svm.ts';
import { vmx } from './vmx.ts';

export const architectures: Readonly<Record<Arch, Architecture>> = { svm, vmx };
