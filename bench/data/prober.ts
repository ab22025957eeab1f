/**
 * Asks the api at a steady rate, in a process of its own: what its answers take while it is busy with others. A request is
 * sent when its time has come, whether or not those before it were answered.
 * Usage: fork it with a URL; it answers each message with the milliseconds that each request took since the message before,
 * infinity for one that failed.
 */
import http from 'node:http';

const EVERY_MS = 20;
const PATHS = ['/health/live', '/v1/jobs?limit=10'];

const [url = ''] = process.argv.slice(2);
const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });
let samples: number[] = [];
let asked = 0;
let dueAt = performance.now();

setInterval(() => {
  for (; dueAt <= performance.now(); dueAt += EVERY_MS) ask();
}, 1);

process.on('message', () => {
  process.send?.(samples);
  samples = [];
});
process.on('disconnect', () => process.exit(0));

function ask(): void {
  const sink = samples;
  const sent = performance.now();
  const path = PATHS[asked++ % PATHS.length] ?? '';
  http
    .get(url + path, { agent }, (response) => {
      response.resume().on('end', () => {
        sink.push(response.statusCode === 200 ? performance.now() - sent : Number.POSITIVE_INFINITY);
      });
    })
    .on('error', () => sink.push(Number.POSITIVE_INFINITY));
}
