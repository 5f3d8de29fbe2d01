/** The shape of a device in a scenario's text: its rings, its doorbells, and who serves it. */
import { z } from 'zod';
import { distinct, doorbells, duration, name, queueName, word } from './values.ts';

/** virtio 1.2, 2.7: from 1 to 2^15. */
const QUEUE_SIZES = Array.from({ length: 16 }, (_, power) => 2 ** power);

const queue = z
  .strictObject({
    name: queueName.meta({
      description: 'How drivers, back ends and expectations call it: V1.tx is queue tx of device V1.',
      examples: ['tx', 'rx', 'rq'],
    }),
    size: z
      .int()
      .min(1)
      .max(32768)
      .refine(size => (size & (size - 1)) === 0, 'not a power of two')
      .meta({
        expected: 'a power of two from 1 to 32768 (virtio 1.2, 2.7)',
        description:
          'How many descriptors the ring has (virtio 1.2, 2.7). A net request takes one of them, a blk request three.',
        enum: QUEUE_SIZES,
        examples: [64, 256],
      }),
  })
  .meta({
    title: 'Queue',
    description: 'One virtqueue.',
    examples: [{ name: 'tx', size: 256 }],
  });

/** How long a request is in the device. */
const service = z
  .union([
    z
      .strictObject({
        fixed: duration.meta({ description: 'Always this long.', examples: ['20us'] }),
      })
      .transform(({ fixed }) => ({ kind: 'fixed' as const, meanNs: fixed })),
    z
      .strictObject({
        exponential: duration.meta({
          description: 'This long in the mean, exponentially distributed: many short ones, a few long ones.',
          examples: ['6us'],
        }),
      })
      .transform(({ exponential }) => ({ kind: 'exponential' as const, meanNs: exponential })),
  ])
  .meta({
    expected: 'the time a request takes, { fixed: 2us } or { exponential: 2us }',
    description:
      'The time a request takes in the device, one after another. A device has this or a `back-end`, not both.',
    examples: [{ exponential: '6us' }, { fixed: '20us' }],
  });

const backEnd = z
  .strictObject({
    device: name.meta({
      expected: 'the id of a device that this level sees',
      description: 'The device one level down whose queue this level drives.',
      examples: ['W1'],
    }),
    queue: queueName.meta({
      expected: 'the name of a queue of that device',
      description: 'Nobody else may drive it.',
      examples: ['tx'],
    }),
  })
  .meta({
    expected:
      'in place of `service`: a queue that this level drives itself, such as { device: W1, queue: tx }',
    description:
      'A cascade, virtio over virtio: this level serves the device by handing every request on to a queue that it drives itself. Stands in place of `service`.',
    examples: [{ device: 'W1', queue: 'tx' }],
  });

const coalesce = z
  .strictObject({
    count: z
      .int()
      .min(1)
      .max(32768)
      .meta({
        expected: 'a whole number from 1: used buffers',
        description: 'So many used buffers raise the interrupt.',
        examples: [8],
      }),
    time: duration.meta({
      description: 'So long after the first of them it is raised, however few there are.',
      examples: ['50us'],
    }),
  })
  .meta({
    expected: 'one interrupt for several used buffers, such as { count: 8, time: 50us }',
    description:
      'One interrupt for several used buffers (virtio 1.2, 5.1.6.5.7): fewer exits on the way back, later answers.',
    examples: [{ count: 8, time: '50us' }],
  });

const feature = word({
  'event-idx':
    'VIRTIO_F_EVENT_IDX: each side says by index when it wants to hear of the other again. Saves kicks and interrupts.',
  packed:
    'VIRTIO_F_RING_PACKED: one ring of descriptors in place of a table and two rings (virtio 1.2, 2.8).',
  indirect: 'VIRTIO_F_INDIRECT_DESC: a request takes one descriptor, which points to a table of its parts.',
  'notification-data': 'VIRTIO_F_NOTIFICATION_DATA: a kick says where in the ring the driver has come to.',
}).meta({ description: 'A feature bit of virtio 1.2, section 6.' });

export const device = z
  .strictObject({
    id: name.meta({
      description: 'Unique in the whole stack. Assignments, drivers and expectations name the device by it.',
      examples: ['V1'],
    }),
    physical: z
      .boolean()
      .default(false)
      .meta({
        expected: 'true for real hardware, which the host assigns to its guest',
        description:
          "Real hardware of the host. A store to its page leaves the processor without any exit, from any level. It has a doorbell page only, and stands among the host's devices.",
        examples: [true],
      }),
    type: word({
      net: 'A network card: a request is a header and a frame, in one part.',
      blk: 'A disk: a request is a header, a sector and a status, three parts.',
    })
      .default('net')
      .meta({
        description: 'What it is: this decides how many descriptors a request takes.',
        examples: ['blk'],
      }),
    features: distinct(feature)
      .default(['event-idx'])
      .meta({
        expected: 'a list of virtio features it offers, of event-idx, packed, indirect and notification-data',
        description: 'What it offers; a driver takes all of it.',
        examples: [['event-idx'], ['event-idx', 'packed'], []],
      }),
    queues: z
      .array(queue)
      .min(1)
      .max(64)
      .meta({
        expected: 'a list of virtqueues, such as [{ name: tx, size: 256 }]',
        description: 'Its virtqueues: real rings in the memory of the guest that drives it.',
        examples: [[{ name: 'tx', size: 256 }]],
      }),
    doorbells: doorbells
      .min(1)
      .optional()
      .meta({
        expected: 'a list of the ways to tell it of new buffers, of hypercall, pio and mmio',
        description:
          'The doorbells that it has and says so in config space. Left out: what devices of the architecture usually have, never a hypercall on x86.',
        examples: [['hypercall', 'pio', 'mmio']],
      }),
    service: service.optional(),
    'back-end': backEnd.optional(),
    coalesce: coalesce.optional(),
    bug: word({
      'no-recheck':
        'It asks for kicks again and does not look at the ring once more, as it must (virtio 1.2, 2.7.10): a buffer that came in between waits.',
    })
      .optional()
      .meta({
        expected:
          'no-recheck: wrong on purpose, it asks for kicks again and does not look at the ring once more',
        description: 'Wrong on purpose, to see what a fault of a back end looks like.',
        examples: ['no-recheck'],
      }),
  })
  .meta({
    title: 'Device',
    oneOf: [{ required: ['service'] }, { required: ['back-end'] }],
    description: 'A virtio device that this hypervisor gives to its guest.',
    examples: [{ id: 'V1', queues: [{ name: 'tx', size: 64 }], service: { exponential: '6us' } }],
    defaultSnippets: [
      {
        label: 'a device with one queue',
        body: {
          id: 'V1',
          queues: [{ name: 'tx', size: 64 }],
          service: { exponential: '6us' },
        },
      },
    ],
  });
