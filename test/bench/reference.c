/*
 * The limit to compare the engine against: the same kind of model in C, told exit by exit.
 *
 * A guest's vCPUs, one for each queue of a device, submit requests that arrive at random (Poisson) and take an
 * exponentially distributed time to serve. Kicks and interrupts are suppressed by event index (virtio 1.2, 2.7.7).
 * Every exit that a kick or an interrupt causes at any level is costed by a random draw, counted, put into a
 * histogram and logged in a ring. There are no routes: an operation at three levels is some 600 exits.
 *
 *     cc -O3 -march=native -o reference reference.c -lm
 *     ./reference LEVELS QUEUES WARMUP REQUESTS SEED      (2 or 3 levels; prints one line of JSON)
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { MAX_LEVELS = 3, MAX_QUEUES = 1024, QUEUE_SIZE = 256, BACKLOG = 1024 };

/* ---- Random numbers: xoshiro128++, and a ziggurat for the exponential distribution (Marsaglia, Tsang 2000) ---- */

/* Not an array: the compiler keeps these in registers, and the whole is half as fast again. */
static uint32_t s0, s1, s2, s3;
static uint32_t zigguratLimit[256];
static double zigguratScale[256], zigguratDensity[256];
static const double TAIL_START = 7.69711747013104972, LAYER_AREA = 0.0039496598225815571993;

static uint32_t rotateLeft(uint32_t x, int k) { return x << k | x >> (32 - k); }

static inline uint32_t random32(void) {
  uint32_t result = rotateLeft(s0 + s3, 7) + s0, t = s1 << 9;
  s2 ^= s0;
  s3 ^= s1;
  s1 ^= s2;
  s0 ^= s3;
  s2 ^= t;
  s3 = rotateLeft(s3, 11);
  return result;
}

static double uniform(void) { return random32() * (1.0 / 4294967296.0); }

static void seedRandom(uint32_t seed) {
  uint32_t *state[4] = {&s0, &s1, &s2, &s3};
  for (int i = 0; i < 4; i++) {
    uint32_t x = seed += 0x9e3779b9u;
    x = (x ^ x >> 16) * 0x85ebca6bu;
    x = (x ^ x >> 13) * 0xc2b2ae35u;
    *state[i] = x ^ x >> 16;
  }
}

static void buildZiggurat(void) {
  const double range = 16777216.0; /* a draw's upper 24 bits; the lower 8 choose the layer */
  double x = TAIL_START, previous = x, base = LAYER_AREA / exp(-x);
  zigguratLimit[0] = x / base * range;
  zigguratScale[0] = base / range;
  zigguratScale[255] = x / range;
  zigguratDensity[0] = 1;
  zigguratDensity[255] = exp(-x);
  for (int layer = 254; layer >= 1; layer--) {
    x = -log(LAYER_AREA / x + exp(-x));
    zigguratLimit[layer + 1] = x / previous * range;
    previous = x;
    zigguratDensity[layer] = exp(-x);
    zigguratScale[layer] = x / range;
  }
}

/* For the one draw in about ninety that falls outside its layer's rectangle. */
static double exponentialRare(uint32_t fraction, uint32_t layer) {
  for (;;) {
    if (layer == 0) return TAIL_START - log(1.0 - uniform());
    double x = fraction * zigguratScale[layer];
    double height = zigguratDensity[layer - 1] - zigguratDensity[layer];
    if (zigguratDensity[layer] + uniform() * height < exp(-x)) return x;
    uint32_t draw = random32();
    layer = draw & 255;
    fraction = draw >> 8;
    if (fraction < zigguratLimit[layer]) return fraction * zigguratScale[layer];
  }
}

/* Mean 1. */
static inline double exponential(void) {
  uint32_t draw = random32(), layer = draw & 255, fraction = draw >> 8;
  if (__builtin_expect(fraction < zigguratLimit[layer], 1)) return fraction * zigguratScale[layer];
  return exponentialRare(fraction, layer);
}

/* ---- Pending events: a 4-ary heap, half as deep as a binary one and with siblings side by side in memory ---- */

enum event { ARRIVAL, CHAIN_DONE, SERVICE_DONE };

static double eventTime[4 * MAX_QUEUES];
static uint32_t eventWhat[4 * MAX_QUEUES]; /* event << 16 | queue */
static int events;

static inline void schedule(double time, enum event event, uint32_t queue) {
  int at = events++;
  for (int parent; at > 0 && eventTime[parent = (at - 1) / 4] > time; at = parent) {
    eventTime[at] = eventTime[parent];
    eventWhat[at] = eventWhat[parent];
  }
  eventTime[at] = time;
  eventWhat[at] = event << 16 | queue;
}

static inline void removeFirstEvent(void) {
  double time = eventTime[--events];
  uint32_t what = eventWhat[events];
  int at = 0;
  for (;;) {
    int child = 4 * at + 1, end = child + 4 < events ? child + 4 : events, first = child;
    if (child >= events) break;
    for (int other = child + 1; other < end; other++)
      if (eventTime[other] < eventTime[first]) first = other;
    if (eventTime[first] >= time) break;
    eventTime[at] = eventTime[first];
    eventWhat[at] = eventWhat[first];
    at = first;
  }
  eventTime[at] = time;
  eventWhat[at] = what;
}

/* ---- Exits: which ones an operation causes, and what one exit costs ---- */

enum reason { HYPERCALL, PIO, MMIO, VMREAD, VMWRITE, VMRESUME, MSR, INVEPT, EPT_VIOLATION, INTERRUPT, EOI, REASONS };
static const double BASE_NS[REASONS] = {900, 1100, 1500, 700, 700, 1200, 750, 800, 1300, 1000, 800};
static const double SPREAD_NS[REASONS] = {300, 400, 600, 200, 200, 400, 250, 300, 500, 300, 250};

/* What a guest hypervisor executes for one exit of its guest: a kick by each doorbell, anything else, an interrupt. */
enum handler { KICK_HYPERCALL, KICK_PIO, KICK_MMIO, PRIVILEGED, TAKE_INTERRUPT, HANDLERS };
enum { HANDLER_EXITS = 24, INTERRUPT_EXITS = 9 };
static uint8_t handler[HANDLERS][HANDLER_EXITS];
static int handlerExits[HANDLERS];

/* All exits of an operation of the innermost guest in order, each level << 4 | reason. */
enum { MAX_EXITS = 1024, KINDS = (MAX_LEVELS + 1) << 4 };
static uint16_t program[HANDLERS][MAX_EXITS];
static int programExits[HANDLERS];
static double baseNs[KINDS], spreadNs[KINDS];

static void buildHandlers(void) {
  static const uint8_t mix[8] = {VMREAD, VMREAD, VMWRITE, VMREAD, MSR, VMREAD, VMWRITE, INVEPT};
  for (int h = KICK_HYPERCALL; h <= PRIVILEGED; h++) {
    handlerExits[h] = HANDLER_EXITS;
    for (int i = 0; i < HANDLER_EXITS; i++) handler[h][i] = mix[i & 7];
    if (h != PRIVILEGED) handler[h][HANDLER_EXITS - 2] = h; /* rings the next level's doorbell of its kind */
    handler[h][HANDLER_EXITS - 1] = VMRESUME;
  }
  handler[KICK_MMIO][0] = EPT_VIOLATION;
  handlerExits[TAKE_INTERRUPT] = INTERRUPT_EXITS;
  for (int i = 0; i < 7; i++) handler[TAKE_INTERRUPT][i] = mix[i];
  handler[TAKE_INTERRUPT][7] = VMRESUME;
  handler[TAKE_INTERRUPT][8] = EOI;
}

static void unfold(int operation, int level, enum reason reason, enum handler by) {
  program[operation][programExits[operation]++] = level << 4 | reason;
  if (level == 1) return; /* the host itself serves it, and does not exit */
  for (int i = 0; i < handlerExits[by]; i++) unfold(operation, level - 1, handler[by][i], PRIVILEGED);
}

static void buildPrograms(int levels) {
  buildHandlers();
  for (int level = 1; level <= MAX_LEVELS; level++)
    for (int reason = 0; reason < REASONS; reason++) {
      baseNs[level << 4 | reason] = BASE_NS[reason] * (1 + 0.1 * (level - 1));
      spreadNs[level << 4 | reason] = SPREAD_NS[reason] * (1 + 0.1 * (level - 1));
    }
  unfold(KICK_HYPERCALL, levels, HYPERCALL, KICK_HYPERCALL);
  unfold(KICK_PIO, levels, PIO, KICK_PIO);
  unfold(KICK_MMIO, levels, MMIO, KICK_MMIO);
  unfold(TAKE_INTERRUPT, levels, INTERRUPT, TAKE_INTERRUPT);
}

enum { BUCKETS = 1024, LOG_RECORDS = 65536 };
static uint64_t exitCount[KINDS];
static double exitSumNs[KINDS];
static uint32_t exitHistogram[KINDS][BUCKETS], latencyHistogram[BUCKETS];
static struct record { double time; uint32_t cost, kindAndQueue, sequence, chain, position, unused; } trapLog[LOG_RECORDS];
static uint64_t exits, chains;

/* Log-linear: 32 buckets for every power of two. */
static inline uint32_t bucket(uint32_t value) {
  if (value < 64) return value;
  uint32_t exponent = 26 - __builtin_clz(value);
  return (exponent << 5) + (value >> exponent);
}

static inline double takeExit(double time, uint32_t kind, uint32_t queue, uint32_t chain, uint32_t position) {
  double cost = baseNs[kind] + spreadNs[kind] * exponential();
  exitCount[kind]++;
  exitSumNs[kind] += cost;
  exitHistogram[kind][bucket((uint32_t)cost)]++;
  trapLog[exits % LOG_RECORDS] = (struct record){time, (uint32_t)cost, kind | queue << 16, exits, chain, position, 0};
  exits++;
  return time + cost;
}

/* ---- Driver and device, with split rings in guest memory (virtio 1.2, 2.7) ---- */

struct descriptor { uint64_t address; uint32_t length; uint16_t flags, next; };
struct avail { uint16_t flags, index, ring[QUEUE_SIZE], usedEvent; };
struct used { uint16_t flags, index; struct { uint32_t id, length; } ring[QUEUE_SIZE]; uint16_t availEvent; };
enum { WRITABLE = 2, PAGE = 4096 };

static struct queue {
  struct descriptor descriptors[QUEUE_SIZE];
  _Alignas(PAGE) struct avail avail;
  _Alignas(4) struct used used;
  /* the driver's */
  uint16_t nextFree[QUEUE_SIZE], freeHead, freeCount, lastUsed;
  double arrived[QUEUE_SIZE], backlog[BACKLOG];
  uint32_t backlogHead, backlogTail;
  int cpuBusy, interruptPending;
  enum handler running;
  /* the device's */
  uint16_t lastAvail, serving;
  int serviceBusy;
} queue[MAX_QUEUES];

static double now, interarrivalNs, serviceNs, latencySum;
static uint64_t completed, kicks, interrupts, drops;

/* The guest's CPU is away for the whole operation. */
static void startChain(uint32_t q, enum handler operation) {
  double time = now;
  for (int i = 0; i < programExits[operation]; i++) time = takeExit(time, program[operation][i], q, chains, i);
  queue[q].cpuBusy = 1;
  queue[q].running = operation;
  chains++;
  schedule(time, CHAIN_DONE, q);
}

/* virtio 1.2, 2.7.7.2 and 2.7.10: the other side asked to hear of `event`, and it lies among the new entries. */
static int needEvent(uint16_t event, uint16_t new, uint16_t old) {
  return (uint16_t)(new - event - 1) < (uint16_t)(new - old);
}

static void submit(uint32_t q) {
  struct queue *v = &queue[q];
  uint16_t old = v->avail.index;
  while (v->backlogHead != v->backlogTail && v->freeCount) {
    uint16_t head = v->freeHead;
    v->freeHead = v->nextFree[head];
    v->freeCount--;
    v->descriptors[head] = (struct descriptor){0x100000 + head * PAGE, PAGE, WRITABLE, 0};
    v->arrived[head] = v->backlog[v->backlogHead++ % BACKLOG];
    v->avail.ring[v->avail.index++ % QUEUE_SIZE] = head;
  }
  if (v->avail.index == old || !needEvent(v->used.availEvent, v->avail.index, old)) return;
  kicks++;
  startChain(q, q % 3);
}

static void arrive(uint32_t q) {
  struct queue *v = &queue[q];
  if (v->backlogTail - v->backlogHead < BACKLOG) v->backlog[v->backlogTail++ % BACKLOG] = now;
  else drops++;
  schedule(now + interarrivalNs * exponential(), ARRIVAL, q);
  if (!v->cpuBusy) submit(q);
}

static void startService(uint32_t q) {
  struct queue *v = &queue[q];
  v->serviceBusy = v->lastAvail != v->avail.index;
  if (!v->serviceBusy) {
    v->used.availEvent = v->lastAvail;
    return;
  }
  v->serving = v->avail.ring[v->lastAvail++ % QUEUE_SIZE];
  double pages = v->descriptors[v->serving].length * (1.0 / PAGE);
  schedule(now + serviceNs * exponential() * pages, SERVICE_DONE, q);
}

static void finishService(uint32_t q) {
  struct queue *v = &queue[q];
  uint16_t old = v->used.index;
  v->used.ring[old % QUEUE_SIZE].id = v->serving;
  v->used.ring[old % QUEUE_SIZE].length = PAGE;
  v->used.index++;
  if (needEvent(v->avail.usedEvent, v->used.index, old)) {
    interrupts++;
    if (v->cpuBusy) v->interruptPending = 1;
    else startChain(q, TAKE_INTERRUPT);
  }
  startService(q);
}

static void reap(struct queue *v) {
  while (v->lastUsed != v->used.index) {
    uint16_t head = v->used.ring[v->lastUsed++ % QUEUE_SIZE].id;
    double latency = now - v->arrived[head];
    latencySum += latency;
    latencyHistogram[bucket((uint32_t)latency)]++;
    completed++;
    v->nextFree[head] = v->freeHead;
    v->freeHead = head;
    v->freeCount++;
  }
  v->avail.usedEvent = v->lastUsed;
}

static void finishChain(uint32_t q) {
  struct queue *v = &queue[q];
  if (v->running == TAKE_INTERRUPT) reap(v);
  else if (!v->serviceBusy) startService(q);
  v->cpuBusy = 0;
  if (v->interruptPending) {
    v->interruptPending = 0;
    startChain(q, TAKE_INTERRUPT);
  } else submit(q);
}

/* ---- The run ---- */

static void build(int levels, uint32_t queues, uint32_t seed) {
  interarrivalNs = levels == 2 ? 100e3 : 2500e3;
  serviceNs = levels == 2 ? 20e3 : 500e3;
  buildPrograms(levels);
  seedRandom(seed);
  buildZiggurat();
  for (uint32_t q = 0; q < queues; q++) {
    for (int d = 0; d < QUEUE_SIZE; d++) queue[q].nextFree[d] = d + 1;
    queue[q].freeCount = QUEUE_SIZE;
    schedule(interarrivalNs * exponential(), ARRIVAL, q);
  }
}

static void run(uint64_t requests) {
  for (uint64_t target = completed + requests; completed < target;) {
    uint32_t what = eventWhat[0], q = what & 0xffff;
    now = eventTime[0];
    removeFirstEvent();
    switch (what >> 16) {
      case ARRIVAL: arrive(q); break;
      case CHAIN_DONE: finishChain(q); break;
      case SERVICE_DONE: finishService(q); break;
    }
  }
}

static double cpuSeconds(void) {
  struct timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return time.tv_sec + time.tv_nsec * 1e-9;
}

int main(int count, char **word) {
  int levels = count == 6 ? atoi(word[1]) : 0, queues = count == 6 ? atoi(word[2]) : 0;
  if (levels < 2 || levels > MAX_LEVELS || queues < 1 || queues > MAX_QUEUES) {
    fprintf(stderr, "usage: reference LEVELS(2-%d) QUEUES(1-%d) WARMUP REQUESTS SEED\n", MAX_LEVELS, MAX_QUEUES);
    return 2;
  }
  build(levels, queues, strtoul(word[5], NULL, 10));
  run(strtoull(word[3], NULL, 10));
  uint64_t completed0 = completed, exits0 = exits, kicks0 = kicks, interrupts0 = interrupts;
  latencySum = 0;
  double start = cpuSeconds();
  run(strtoull(word[4], NULL, 10));
  double seconds = cpuSeconds() - start, requests = completed - completed0;
  printf("{\"levels\":%d,\"queues\":%d,\"requests\":%.0f,\"exits\":%llu,\"cpuSeconds\":%.4f,"
         "\"exitsPerCpuSecond\":%.0f,\"kicksPerCpuSecond\":%.0f,\"meanLatencyNs\":%.1f,"
         "\"kicksPerRequest\":%.4f,\"interruptsPerRequest\":%.4f,\"drops\":%llu}\n",
         levels, queues, requests, (unsigned long long)(exits - exits0), seconds,
         (exits - exits0) / seconds, (kicks - kicks0) / seconds, latencySum / requests,
         (kicks - kicks0) / requests, (interrupts - interrupts0) / requests, (unsigned long long)drops);
}
