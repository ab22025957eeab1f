/**
 * Watchers of one job's events, in a process of their own: each is a request whose answer is read as it comes. Usage: fork it
 * with a URL and a count; it tells how many are connected once all have tried, then the time at which each event had reached all.
 */
import http from 'node:http';

const [url = '', countText = '0', perSecondText = '500'] = process.argv.slice(2);
const count = Number(countText);
const agent = new http.Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });
/** How many have seen each event. */
const seen = new Map<string, number>();
let connected = 0;
let failed = 0;

function watch(): void {
  http
    .get(url, { agent, headers: { accept: 'text/event-stream' } }, (response) => {
      if (response.statusCode === 200) connected += 1;
      else failed += 1;
      tellConnected();
      let rest = '';
      response.setEncoding('utf8').on('data', (piece: string) => {
        const lines = (rest + piece).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) if (line.startsWith('id: ')) see(line.slice(4));
      });
      response.on('error', () => undefined);
    })
    .on('error', () => {
      failed += 1;
      tellConnected();
    });
}

function see(id: string): void {
  const times = (seen.get(id) ?? 0) + 1;
  seen.set(id, times);
  if (times === connected) process.send?.({ type: 'reached', id, at: Date.now() });
}

function tellConnected(): void {
  if (connected + failed === count) process.send?.({ type: 'connected', connected, failed });
}

const each = Math.max(1, Math.round(Number(perSecondText) / 50));
let started = 0;
const timer = setInterval(() => {
  for (let index = 0; index < each && started < count; index++, started++) watch();
  if (started >= count) clearInterval(timer);
}, 20);
process.on('disconnect', () => process.exit(0));
