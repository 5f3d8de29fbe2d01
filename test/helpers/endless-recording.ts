/**
 * A process that records kicks and looks into the file it is given until somebody kills it. Whoever reads the
 * log can tell from a kick's sequence number what the rest of it must be.
 */
import { placesOf } from '../../engine/session/look.ts';
import { Recorder } from '../../engine/session/recorder.ts';
import { LogFile } from '../../engine/worker/log-file.ts';
import { header, layout, route } from './recorded.ts';

const log = new LogFile(process.argv[2]!);
const recorder = new Recorder(bytes => log.write(bytes), header);
recorder.layout(layout);
const vector = new Float64Array(placesOf(layout));
for (const id of [0, 1, 2]) recorder.route(id, route);
for (let sequence = 0; ; sequence++) {
  recorder.executed(sequence * 10, sequence % 3);
  if (sequence % 997 !== 0) continue;
  vector[layout.run.length] = sequence + 1;
  recorder.look(vector, []);
}
