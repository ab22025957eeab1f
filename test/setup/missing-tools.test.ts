/** What a person is told when the machine lacks something. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { leftOvers, makeCheckout, pretend, pretendCompiler, pretendTensorflow, setUp } from './checkout.ts';

test("without Python's pip the set-up says how to install it", async (context) => {
  const checkout = makeCheckout(context);
  pretend(checkout, 'python3', 'echo "No module named pip" >&2; exit 1');
  const { code, output } = await setUp(checkout);
  assert.equal(code, 1);
  assert.match(output, /Expected Python's pip/);
  assert.match(output, /apt-get install python3-pip/);
  assert.match(output, /dnf install python3-pip/);
  assert.match(output, /brew install python/);
  assert.doesNotMatch(output, /\n\s+at /, 'no stack');
  assert.deepEqual(leftOvers(checkout), []);
});

test('without a C++ compiler the set-up says how to install one', async (context) => {
  const checkout = makeCheckout(context);
  pretendTensorflow(checkout);
  const { code, output } = await setUp(checkout);
  assert.equal(code, 1);
  assert.match(output, /Expected a C\+\+ compiler/);
  assert.match(output, /apt-get install g\+\+/);
  assert.match(output, /dnf install gcc-c\+\+/);
  assert.match(output, /xcode-select --install/);
  assert.deepEqual(leftOvers(checkout), []);
});

test('the compiler that CXX names is used, with its arguments', async (context) => {
  const checkout = makeCheckout(context);
  pretendTensorflow(checkout);
  pretendCompiler(checkout);
  pretend(checkout, 'my-cxx', '[ "$1" = --wrapped ] && shift && exec c++ "$@"');
  const { code, output } = await setUp(checkout, { CXX: 'my-cxx --wrapped' });
  assert.equal(code, 0, output);
  assert.match(output, /compiled with my-cxx/);
});

test('a compiler that fails is quoted', async (context) => {
  const checkout = makeCheckout(context);
  pretendTensorflow(checkout);
  pretend(checkout, 'c++', 'echo "error: C++17 is beyond me" >&2; exit 1');
  const { code, output } = await setUp(checkout);
  assert.equal(code, 1);
  assert.match(output, /C\+\+17 is beyond me/);
});

test('a download that fails is told with what was tried and what pip said', async (context) => {
  const checkout = makeCheckout(context);
  pretend(checkout, 'python3', '[ "$3" = --version ] && exit 0; echo "ERROR: the network is down" >&2; exit 1');
  const { code, output } = await setUp(checkout);
  assert.equal(code, 1);
  assert.match(output, /✗ TensorFlow +failed/);
  assert.match(output, /Tried: python3 -m pip download tensorflow(-cpu)?==\d/);
  assert.match(output, /ERROR: the network is down/);
  assert.deepEqual(leftOvers(checkout), []);
});

test('without any way to a Redis server the set-up lists what it tried', async (context) => {
  const checkout = makeCheckout(context);
  pretendTensorflow(checkout);
  pretendCompiler(checkout);
  const { code, output } = await setUp(checkout, { REDIS_URL: '' });
  assert.equal(code, 1);
  assert.match(output, /valkey-server, redis-server on the PATH/);
  assert.match(output, /Expected Python's pip/);
  assert.match(output, /there is no apt-get here/);
  assert.match(output, /REDIS_URL/);
});
