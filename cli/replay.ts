/** `trapline replay`: a recorded session in the dashboard, or what its log holds where nobody looks at a terminal. */
import { openReplay, type Replay, type Speed } from '../engine/index.ts';
import { EXIT } from './exit-codes.ts';
import { asFaultyInput } from './faulty-input.ts';
import type { Command } from './later.ts';
import { readLibrary } from './library.ts';
import { type LookArguments, looksOf, onTerminal, speed, withLooks } from './looks.ts';
import { once } from './once.ts';

interface ReplayArguments extends LookArguments {
  readonly log: string;
  readonly follow: boolean;
  readonly verify: boolean;
  readonly json: boolean;
  readonly speed: Speed;
}

export const replayCommand: Command<ReplayArguments> = {
  builder: args =>
    withLooks(args, 'replay')
      .positional('log', { type: 'string', demandOption: true, describe: 'Session log' })
      .option('follow', {
        type: 'boolean',
        default: false,
        describe: 'The log is still being written: show what comes as it comes',
      })
      .option('verify', {
        type: 'boolean',
        default: false,
        describe:
          'Simulate the session again, and say whether every number is that of the log, in place of the dashboard',
      })
      .option('speed', {
        type: 'string',
        requiresArg: true,
        default: '1',
        coerce: once(speed),
        describe: "Of the session's own: a number above 0, or max, which is at its end",
      })
      .option('json', {
        type: 'boolean',
        default: false,
        describe: 'What the log holds, as one JSON document, in place of the dashboard',
      }) as never,
  async handler(args) {
    const { log } = args;
    if (args.verify) {
      process.exitCode = await verify(log, args);
      return;
    }
    const replay = asFaultyInput(log, () => openReplay(log, readLibrary(), args.follow));
    try {
      if (args.json || !onTerminal()) await print(log, replay, args.json);
      else process.exitCode = await show(log, replay, args);
    } finally {
      replay.close();
    }
  },
};

async function verify(log: string, { follow, press, json }: ReplayArguments): Promise<number> {
  if (follow || press.length > 0) {
    process.stderr.write('--verify shows no screen, and needs a log that is whole.\nSee: trapline --help\n');
    return EXIT.usage;
  }
  const { verifyLog } = await import('./verify.ts');
  return verifyLog(log, json);
}

async function print(log: string, replay: Replay, json: boolean): Promise<void> {
  const { summaryLines, summaryOf } = await import('./replay-summary.ts');
  const summary = summaryOf(replay);
  const text = json ? JSON.stringify(summary, null, 2) : summaryLines(log, summary).join('\n');
  process.stdout.write(`${text}\n`);
}

async function show(log: string, replay: Replay, args: ReplayArguments): Promise<number> {
  const { closeOn, endingSignal, exitCode } = await import('./ending.ts');
  const ended = endingSignal(() => false);
  const { openReplayDashboard } = await import('../tui/index.ts');
  replay.setSpeed(args.speed);
  const dashboard = openReplayDashboard({ ...looksOf(args), replay, file: log, press: args.press });
  closeOn(ended, dashboard, () => dashboard.close());
  return exitCode(await dashboard.exited, ended.reason ?? null);
}
