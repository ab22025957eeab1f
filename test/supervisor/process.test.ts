/** The life of a process: how it starts, how it ends, and that it always does. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { runScript, until } from './processes.ts';

function service(close: string, start = ''): string {
  return `
    import { runProcess } from 'SRC/process.ts';
    setInterval(() => undefined, 1000);
    await runProcess({ name: 'example', closeMsMax: 500, start: async () => {
      ${start}
      console.log('started');
      return { url: 'http://example', close: async () => { console.log('closing it'); ${close} } };
    } });`;
}

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
  test(`a process closes its service on ${signal} and ends with exit code 0`, async (context) => {
    const script = runScript(context, service(''));
    await until(() => script.output().includes('started'), 'it has started');
    script.child.kill(signal);
    assert.deepEqual(await script.ended, { code: 0, signal: null });
    assert.match(script.output(), /closing it/);
  });
}

test('a signal while the service starts closes it once it has started', async (context) => {
  const script = runScript(
    context,
    service('', "console.log('starting'); await new Promise((resolve) => setTimeout(resolve, 300));"),
  );
  await until(() => script.output().includes('starting'), 'it is starting');
  script.child.kill('SIGTERM');
  assert.deepEqual(await script.ended, { code: 0, signal: null });
  assert.match(script.output(), /started[\s\S]*closing it/);
});

test('a service that does not close in time does not keep its process', async (context) => {
  const script = runScript(context, service('await new Promise(() => undefined);'));
  await until(() => script.output().includes('started'), 'it has started');
  script.child.kill('SIGTERM');
  assert.deepEqual(await script.ended, { code: 1, signal: null });
  assert.match(script.output(), /could not close in time/);
});

test('a second signal ends a process at once', async (context) => {
  const script = runScript(context, service('await new Promise(() => undefined);').replace('500', '60_000'));
  await until(() => script.output().includes('started'), 'it has started');
  script.child.kill('SIGINT');
  await until(() => script.output().includes('closing it'), 'it is closing');
  script.child.kill('SIGINT');
  assert.deepEqual(await script.ended, { code: 1, signal: null });
});

test('an error that nobody caught is logged and ends the process with exit code 1', async (context) => {
  const script = runScript(context, service('', "setTimeout(() => { throw new Error('unforeseen'); }, 10);"));
  assert.deepEqual(await script.ended, { code: 1, signal: null });
  assert.match(script.output(), /"level":60.*unforeseen/);
});

test('a parent is told that its child is ready, or why it cannot start', async (context) => {
  const messages: unknown[] = [];
  const ready = runScript(context, service(''), true);
  ready.child.on('message', (message) => messages.push(message));
  await until(() => messages.length === 1, 'a message');
  const failing = runScript(context, service('', "throw new Error('no such port');"), true);
  failing.child.on('message', (message) => messages.push(message));
  assert.deepEqual(await failing.ended, { code: 1, signal: null });
  assert.deepEqual(messages, [
    { type: 'ready', url: 'http://example' },
    { type: 'failed', message: 'no such port' },
  ]);
});

test('a process closes when its parent is gone', async (context) => {
  const script = runScript(context, service(''), true);
  await until(() => script.output().includes('started'), 'it has started');
  script.child.disconnect();
  assert.deepEqual(await script.ended, { code: 0, signal: null });
  assert.match(script.output(), /the parent is gone/);
});

test('a bad configuration is told in plain words, all of it, and ends the process with exit code 1', async (context) => {
  const bad = "process.env.PORT = 'x'; process.env.WORKERS = '-1';";
  const script = runScript(context, `${bad}${service('')}`);
  assert.deepEqual(await script.ended, { code: 1, signal: null });
  assert.match(script.output(), /PORT: Expected an integer[\s\S]*WORKERS: Expected an integer/);
  assert.doesNotMatch(script.output(), / at /, 'no stack');
});
