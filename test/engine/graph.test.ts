/** What is recorded computes the same as a graph, shares its variables, keeps the order of changes, and refuses what it cannot be. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  createResourceVariable,
  createTrainedVariable,
  freeing,
  NotTraceableError,
  openGraphSession,
  type Tensor,
  tensorMemory,
  tf,
} from '../../src/engine/index.ts';

const THREADS = { intraOp: 1, interOp: 1 };
const VECTOR = { shape: [3], dtype: 'float32' } as const;

describe('a traced function', () => {
  test('computes what the function computes eagerly, again and again', () => {
    const compute = ([a, b]: Tensor[]): Tensor[] => {
      const product = tf.mul(a as Tensor, b as Tensor);
      return [tf.add(tf.sqrt(tf.abs(product)), 1.5), tf.argMax(product)];
    };
    const session = openGraphSession([], THREADS);
    const traced = session.trace([VECTOR, VECTOR], compute);
    for (let round = 0; round < 5; round++) {
      const inputs = [0, 1].map((which) => Float32Array.from([1, -2, 3], (value) => value * (round + which + 1)));
      const eager = freeing(() =>
        compute(inputs.map((values) => tf.tensor(values))).map((result) => result.dataSync()),
      );
      assert.deepEqual(
        traced(inputs).map((values) => Array.from(values)),
        eager.map((values) => Array.from(values)),
      );
    }
    session.close();
  });

  test('gives its results in the same arrays at every call, and reads only as much of its inputs as it needs', () => {
    const session = openGraphSession([], THREADS);
    const negate = session.trace([VECTOR], ([values]) => [tf.neg(values as Tensor)]);
    const first = negate([Float32Array.of(1, 2, 3, 4, 5)]);
    const [values] = first;
    assert.deepEqual([...(values ?? [])], [-1, -2, -3]);
    assert.equal(negate([Float32Array.of(4, 5, 6)]), first);
    assert.deepEqual([...(values ?? [])], [-4, -5, -6]);
    session.close();
  });

  test('is given bytes where it says so, and computes with them as float32', () => {
    const session = openGraphSession([], THREADS);
    const halve = session.trace([{ shape: [2, 2], dtype: 'uint8' }], ([bytes]) => [tf.div(bytes as Tensor, 2)]);
    assert.deepEqual([...(halve([Uint8Array.of(0, 1, 254, 255)])[0] ?? [])], [0, 0.5, 127, 127.5]);
    session.close();
  });

  test('holds what was made before it as it was when it was recorded', () => {
    const outside = tf.tensor([10, 20, 30]);
    const session = openGraphSession([], THREADS);
    const add = session.trace([VECTOR], ([values]) => [tf.add(values as Tensor, outside)]);
    outside.dispose();
    assert.deepEqual([...(add([Float32Array.of(1, 2, 3)])[0] ?? [])], [11, 22, 33]);
    session.close();
  });

  test('may not read a tensor: its value would be frozen into the graph', () => {
    const before = tensorMemory();
    const session = openGraphSession([], THREADS);
    const read = ([values]: Tensor[]): Tensor[] => {
      const [first] = tf.square(values as Tensor).dataSync();
      return [tf.scalar(first ?? 0)];
    };
    assert.throws(() => session.trace([VECTOR], read), NotTraceableError);
    // The session, and eager operations, go on as if nothing had been.
    assert.equal(
      freeing(() => tf.add(tf.scalar(1), 1).dataSync()[0]),
      2,
    );
    assert.deepEqual(
      [...(session.trace([VECTOR], ([v]) => [tf.neg(v as Tensor)])([Float32Array.of(1, 2, 3)])[0] ?? [])],
      [-1, -2, -3],
    );
    session.close();
    assert.deepEqual(tensorMemory(), before);
  });

  test('leaves no tensor behind, kept ones included', () => {
    const before = tensorMemory();
    const session = openGraphSession([], THREADS);
    const run = session.trace([VECTOR], ([values]) => [tf.keep(tf.exp(values as Tensor))]);
    for (let round = 0; round < 100; round++) run([Float32Array.of(0, 1, 2)]);
    session.close();
    assert.deepEqual(tensorMemory(), before);
  });

  test('says what TensorFlow says when its inputs are too short, and when its session is closed', () => {
    const session = openGraphSession([], THREADS);
    const negate = session.trace([VECTOR], ([values]) => [tf.neg(values as Tensor)]);
    assert.throws(() => negate([Float32Array.of(1)]), /Expected 12 bytes for an input. Received: 4/);
    assert.throws(() => negate([]), /Expected an array for each input/);
    session.close();
    assert.throws(() => negate([Float32Array.of(1, 2, 3)]), /Expected a run of an open session/);
    session.close();
  });
});

describe('the variables of a session', () => {
  test('start as the eager ones, are changed by runs of all its functions, and leave the eager ones alone', () => {
    const mirror = freeing(() => tf.variable(tf.tensor([1, 2, 3])));
    const variable = createTrainedVariable(mirror);
    const session = openGraphSession([variable], THREADS);
    const double = session.trace([], () => {
      variable.assign(tf.mul(mirror, 2));
      return [];
    });
    mirror.assign(freeing(() => tf.keep(tf.tensor([1, 2, 3]))));
    const look = session.trace([], () => [tf.add(mirror, 0)]);
    double([]);
    double([]);
    assert.deepEqual([...(look([])[0] ?? [])], [4, 8, 12]);
    assert.deepEqual([...(session.read()[0] ?? [])], [4, 8, 12]);
    assert.deepEqual([...mirror.dataSync()], [1, 2, 3]);
    session.close();
    variable.resource.destroy();
    tf.disposeVariables();
  });

  test('are read and changed in the order of the calls, whatever the threads do', () => {
    const resource = freeing(() => createResourceVariable(tf.zeros([3])));
    const session = openGraphSession([{ resource }], { intraOp: 2, interOp: 2 });
    const step = session.trace([VECTOR], ([values]) => {
      const before = resource.read();
      resource.assign(tf.add(before, values as Tensor));
      const between = resource.read();
      resource.assign(tf.mul(between, 2));
      return [tf.keep(before), tf.keep(between), tf.keep(resource.read())];
    });
    let state = 0;
    // As long as float32 holds the numbers exactly.
    for (let round = 1; round <= 20; round++) {
      const [before, between, after] = step([Float32Array.of(1, 1, 1)]).map(([first]) => first);
      assert.deepEqual([before, between, after], [state, state + 1, 2 * state + 2]);
      state = 2 * state + 2;
    }
    session.close();
    resource.destroy();
  });

  test('are not those of another session', () => {
    const resource = freeing(() => createResourceVariable(tf.ones([2])));
    const sessions = [0, 1].map(() => openGraphSession([{ resource }], THREADS));
    const steps = sessions.map((session) =>
      session.trace([], () => {
        resource.assign(tf.add(resource.read(), 1));
        return [];
      }),
    );
    resource.assign(freeing(() => tf.keep(tf.ones([2]))));
    steps[0]?.([]);
    steps[0]?.([]);
    steps[1]?.([]);
    assert.equal(sessions[0]?.read()[0]?.[0], 3);
    assert.equal(sessions[1]?.read()[0]?.[0], 2);
    for (const session of sessions) session.close();
    resource.destroy();
  });
});
