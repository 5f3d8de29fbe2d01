/** The shape of what happens to the machine while it runs. Names are looked up in events.ts. */
import { z } from 'zod';
import { duration, name, queueName } from './values.ts';

const queueRef = z.strictObject({
  device: name.meta({
    expected: 'the id of a device',
    description: 'The device whose queue it is.',
    examples: ['V1'],
  }),
  queue: queueName.meta({
    expected: 'the name of a queue of that device',
    description: 'The queue whose interrupt it is.',
    examples: ['tx'],
  }),
});

export const event = z
  .strictObject({
    at: duration.meta({
      expected: 'when, from the start of the run, such as 10ms',
      description: 'When, in simulated time from the start of the run.',
      examples: ['100ms'],
    }),
    mask: queueRef.optional().meta({
      expected: 'the driver masks the interrupt of a queue',
      description: "The driver masks a queue's MSI-X vector: an interrupt stays in the pending bit.",
      examples: [{ device: 'V1', queue: 'rx' }],
    }),
    unmask: queueRef.optional().meta({
      expected: 'the driver lets the interrupt of a queue through again',
      description: 'The driver unmasks it, and one interrupt comes for all that waited.',
      examples: [{ device: 'V1', queue: 'rx' }],
    }),
    'move-bar': z
      .strictObject({
        level: name.meta({
          expected: 'the guest that moves them',
          description: 'The guest that moves them: one that sees the device.',
          examples: ['G2'],
        }),
        device: name.meta({
          expected: 'the id of a device that this guest sees',
          description: 'The device whose BARs move.',
          examples: ['V1'],
        }),
      })
      .optional()
      .meta({
        expected: "a guest gives a device's BARs other addresses",
        description:
          "A guest gives a device's BARs other addresses: mappings go, and the next kick finds the tables cold.",
        examples: [{ level: 'G2', device: 'V1' }],
      }),
    swap: z
      .strictObject({
        level: name.meta({
          expected: 'a hypervisor that assigns both devices',
          description: 'The hypervisor that does it: one that assigns both.',
          examples: ['G1'],
        }),
        device: name.meta({
          expected: 'the id of a device that this level assigns',
          description: 'One of the two devices.',
          examples: ['V1'],
        }),
        with: name.meta({
          expected: 'the id of another device that this level assigns',
          description: 'The other one.',
          examples: ['V2'],
        }),
      })
      .optional()
      .meta({
        expected: 'a hypervisor puts each of two devices behind what its guest knows as the other',
        description:
          'A hypervisor puts each of two devices behind what its guest knows as the other. Nobody tells the guest.',
        examples: [{ level: 'G1', device: 'V1', with: 'V2' }],
      }),
  })
  .meta({
    expected: 'something that happens, such as { at: 10ms, mask: { device: V1, queue: tx } }',
    title: 'Event',
    description: 'Something that happens at a time: one of mask, unmask, move-bar and swap.',
    examples: [{ at: '100ms', mask: { device: 'V1', queue: 'rx' } }],
    oneOf: ['mask', 'unmask', 'move-bar', 'swap'].map(kind => ({ required: [kind] })),
  });
