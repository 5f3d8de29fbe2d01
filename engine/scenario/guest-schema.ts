/** The shape of a guest in a scenario's text: its processors, its habits, and what its drivers have to do. */
import { z } from 'zod';
import { doorbells, duration, name, queueName, rate, word } from './values.ts';

const arrivals = z
  .union([
    z
      .strictObject({
        every: duration.meta({ description: 'One after another, so far apart.', examples: ['20us'] }),
      })
      .transform(({ every }) => ({ kind: 'fixed' as const, meanNs: every })),
    z
      .strictObject({
        poisson: rate.meta({
          description: 'At random, so many in the mean: a Poisson process.',
          examples: ['50k/s'],
        }),
      })
      .transform(({ poisson }) => ({ kind: 'exponential' as const, meanNs: poisson })),
    z
      .strictObject({
        outstanding: z
          .int()
          .min(1)
          .max(4096)
          .meta({
            expected: 'a whole number from 1 to 4096',
            description:
              'A closed loop: so many are always under way, a new one takes the place of each that is done.',
            examples: [1],
          }),
      })
      .transform(({ outstanding }) => ({ kind: 'outstanding' as const, count: outstanding })),
  ])
  .meta({
    expected: 'when requests come, { every: 20us }, { poisson: 50k/s } or { outstanding: 1 }',
    description: 'When requests come to the driver.',
    examples: [{ poisson: '50k/s' }, { every: '20us' }, { outstanding: 1 }],
  });

const vcpu = z
  .int()
  .min(0)
  .max(63)
  .default(0)
  .meta({
    expected: "a whole number from 0: which of its guest's virtual processors the driver runs on",
    description:
      "Which of its guest's virtual processors the driver runs on. Drivers on one wait for each other.",
    examples: [1],
  });

const workload = z
  .strictObject({
    queue: queueName.meta({
      expected: 'the name of a queue of the device',
      description: 'The queue that it fills.',
      examples: ['tx'],
    }),
    arrivals,
    batch: z
      .int()
      .min(1)
      .max(32768)
      .default(1)
      .meta({
        expected: 'a whole number from 1 to 32768: how many requests arrive together',
        description: 'How many requests arrive together. A batch is added whole and takes one kick.',
        examples: [8],
      }),
  })
  .meta({
    expected: 'its work, such as { queue: tx, arrivals: { poisson: 50k/s } }',
    title: 'Workload',
    description: 'What the driver has to do.',
    examples: [{ queue: 'tx', arrivals: { poisson: '50k/s' } }],
  });

const driver = z
  .strictObject({
    vcpu,
    device: name.meta({
      expected: 'the id of a device that this level sees',
      description:
        'The device that it drives: one of the level below, or one that the levels between assign.',
      examples: ['V1'],
    }),
    doorbells: doorbells
      .min(1)
      .optional()
      .meta({
        expected: 'a list of doorbells in order of preference; the driver falls back along it',
        description:
          'The doorbells it tries, in order of preference. What it does not find in config space it skips; after a kick that fails it goes on to the next. Left out: all that the device has.',
        examples: [['mmio'], ['hypercall', 'mmio', 'pio']],
      }),
    workload,
  })
  .meta({
    title: 'Driver',
    description: 'A driver of this guest, for one queue of one device.',
    examples: [
      { device: 'V1', doorbells: ['mmio'], workload: { queue: 'tx', arrivals: { poisson: '50k/s' } } },
    ],
    defaultSnippets: [
      {
        label: 'a driver of one queue',
        body: {
          device: 'V1',
          doorbells: ['mmio'],
          workload: { queue: 'tx', arrivals: { poisson: '20k/s' } },
        },
      },
    ],
  });

/** What every guest says of itself. */
export const guestKeys = {
  name: name.meta({
    description:
      'How diagnostics, events and the screen call this level. The host is L0; levels count from there.',
    examples: ['H', 'G1', 'G2'],
  }),
  vcpus: z
    .int()
    .min(1)
    .max(64)
    .default(1)
    .meta({
      expected: 'a whole number from 1 to 64: how many virtual processors this guest has',
      description: 'How many virtual processors this guest has.',
      examples: [2],
    }),
  idle: word({
    poll: 'It spins and sees an interrupt at once; its processor is never free for others.',
    halt: 'It executes HLT, an exit; an interrupt wakes it level by level.',
  })
    .default('poll')
    .meta({
      expected: 'poll or halt: what this guest does while it has nothing to do',
      description: 'What this guest does while it has nothing to do.',
      examples: ['halt'],
    }),
  eoi: word({
    register: "A write to the APIC's register, an exit without APICv.",
    paravirtual: 'A bit in memory shared with its hypervisor (KVM_FEATURE_PV_EOI), no exit.',
  })
    .default('register')
    .meta({
      expected: 'register or paravirtual: how this guest ends an interrupt (KVM_FEATURE_PV_EOI)',
      description: 'How this guest ends an interrupt.',
      examples: ['paravirtual'],
    }),
  drivers: z
    .array(driver)
    .default([])
    .meta({
      expected: 'a list of drivers for the devices that this level sees',
      description:
        'Its drivers, for the devices that it sees: those of the level below, and those assigned to it.',
      examples: [[{ device: 'V1', workload: { queue: 'tx', arrivals: { poisson: '50k/s' } } }]],
    }),
};
