/** What a sweep decides, against trainings that are played through: whatever happens in between, the same trial wins. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { HistoryEntry, JobRequest, Rung } from '../../src/models/specification/index.ts';
import type { ChildState } from '../../src/queue/index.ts';
import { type RandomStream, randomStream } from '../../src/random.ts';
import { rungsOf } from '../../src/submission/sweep/rungs.ts';
import { type Decision, decide, type Trial } from '../../src/worker/sweep/decide.ts';
import { byFigure, figureOf } from '../../src/worker/sweep/figures.ts';
import { progressOf, tableOf } from '../../src/worker/sweep/table.ts';

const EPOCHS = 9;
const request = (training: JobRequest['training'] = {}): JobRequest => ({
  ...{ model: 'm', dataset: 'd', network: 'mlp', training: { epochs: EPOCHS, ...training } },
});

function specificationOf(rungs: readonly Rung[], parallel: number) {
  return { rungs, parallel, metric: 'valLoss', mode: 'auto', folds: 1 } as const;
}

/** Trainings that go on as a sweep says, each an epoch at a time; of each trial the loss that its number says. */
class Play {
  readonly states: (ChildState | undefined)[][];
  readonly started: number[] = [];

  readonly losses: readonly number[];
  readonly folds: number;

  constructor(losses: readonly number[], folds: number) {
    this.losses = losses;
    this.folds = folds;
    this.states = losses.map(() => new Array<ChildState | undefined>(folds).fill(undefined));
  }

  trials(): Trial[] {
    return this.states.map((states, trial) => ({
      states,
      trainings: states.map((_, fold) => ({ number: trial * this.folds + fold, trial, request: request() })),
    }));
  }

  change(id: string, changes: Partial<ChildState>): void {
    const [trial = 0, fold = 0] = id.split('.').map(Number);
    const states = this.states[trial] as (ChildState | undefined)[];
    const before = states[fold] ?? { id, status: 'queued', history: [], error: null, pauseAt: undefined };
    states[fold] = { ...before, ...changes };
  }

  follow({ submit, resume, cancel }: Decision): void {
    for (const { training, pauseAt } of submit) {
      const id = `${training.trial}.${training.number % this.folds}`;
      assert.equal(
        this.states[training.trial]?.[training.number % this.folds],
        undefined,
        'nothing is submitted twice',
      );
      this.started.push(training.number);
      this.change(id, { status: 'queued', pauseAt });
    }
    for (const { id, pauseAt } of resume) this.change(id, { status: 'queued', pauseAt });
    for (const id of cancel) this.change(id, { status: 'cancelled' });
  }

  active(): ChildState[] {
    return this.states
      .flat()
      .filter((state) => state?.status === 'queued' || state?.status === 'running') as ChildState[];
  }

  /** One epoch of one training, and whatever that leads to. */
  step({ id, history, pauseAt }: ChildState): void {
    const loss = (this.losses[Number(id.split('.')[0])] ?? 0) / (history.length + 1);
    const longer = [...history, entry(history.length + 1, loss)];
    const status = longer.length >= EPOCHS ? 'succeeded' : longer.length >= (pauseAt ?? EPOCHS) ? 'paused' : 'running';
    this.change(id, { history: longer, status });
  }
}

function entry(epoch: number, valLoss: number): HistoryEntry {
  return { epoch, loss: valLoss, valLoss, seconds: 1 };
}

/** Plays a sweep to its end, its trainings in any order. */
function playThrough(play: Play, rungs: readonly Rung[], parallel: number, random: RandomStream): Decision {
  for (let looks = 0; looks < 10_000; looks++) {
    const decision = decide(specificationOf(rungs, parallel), play.trials(), false);
    play.follow(decision);
    if (decision.isOver) return decision;
    const active = play.active();
    const trials = new Set(active.map(({ id }) => id.split('.')[0]));
    assert.ok(trials.size <= parallel, `${trials.size} trials at once`);
    assert.ok(active.length > 0, 'a sweep that is not over has something to wait for');
    play.step(active[random.below(active.length)] as ChildState);
  }
  throw new Error('Expected an end.');
}

describe('whatever the order in which trainings go on:', () => {
  const random = randomStream(11, 'plays');
  for (const [name, folds] of Object.entries({ 'one training a trial': 1, 'three folds a trial': 3 })) {
    test(`the best trial wins, losers stop at their rung, nothing is done twice (${name})`, () => {
      for (let time = 0; time < 60; time++) {
        const count = 1 + random.below(12);
        const losses = Array.from({ length: count }, (_, trial) => ((trial * 7) % count) + 1);
        const rungs = random.below(2) === 0 ? rungsOf(count, EPOCHS, 2 + random.below(2)) : [];
        const play = new Play(losses, folds);
        const { left, stoppedAt, failed } = playThrough(play, rungs, 1 + random.below(4), random);
        const order = [...losses.keys()].sort((a, b) => (losses[a] ?? 0) - (losses[b] ?? 0));
        assert.deepEqual(left, order.slice(0, rungs.at(-1)?.keep ?? count));
        assert.equal(failed.size, 0);
        for (const [trial, epochs] of stoppedAt) {
          assert.ok(rungs.some((rung) => rung.epochs === epochs));
          assert.ok(
            play.states[trial]?.every((state) => state?.history.length === epochs && state.status === 'cancelled'),
          );
        }
        assert.equal(play.started.length, count * folds);
      }
    });
  }
});

const RUNGS: readonly Rung[] = [{ epochs: 3, keep: 1 }];

function statesOf(...histories: readonly [ChildState['status'], number, number?][]): Play {
  const play = new Play(
    histories.map((_, index) => index + 1),
    1,
  );
  for (const [trial, [status, epochs, pauseAt]] of histories.entries()) {
    const history = Array.from({ length: epochs }, (_, epoch) => entry(epoch + 1, trial + 1));
    play.change(`${trial}.0`, { status, history, pauseAt });
  }
  return play;
}

test('a trial that fails before its rung is out; one that fails after it was given up is as it was', () => {
  const play = statesOf(['failed', 2, 3], ['paused', 3, 3], ['failed', 3, 3]);
  const { failed, stoppedAt, resume, isOver } = decide(specificationOf(RUNGS, 8), play.trials(), false);
  assert.deepEqual([[...failed], [...stoppedAt], isOver], [[0], [[2, 3]], false]);
  assert.deepEqual(resume, [{ id: '1.0', pauseAt: EPOCHS }]);
});

test('a training that somebody paused on its way is left alone, unless all that is paused shall go on', () => {
  const trials = statesOf(['paused', 2, 3], ['paused', 3, 3]).trials();
  assert.deepEqual(decide(specificationOf(RUNGS, 8), trials, false).resume, []);
  assert.deepEqual(decide(specificationOf(RUNGS, 8), trials, true).resume, [{ id: '0.0', pauseAt: 3 }]);
});

test('with every trial failed a sweep is over, and none is left', () => {
  const { isOver, left, failed } = decide(
    specificationOf([], 8),
    statesOf(['failed', 1], ['cancelled', 0]).trials(),
    false,
  );
  assert.deepEqual([isOver, left, [...failed]], [true, [], [0, 1]]);
});

test('the table has those that were given up behind those that were not, and those without a figure last', () => {
  const trials = statesOf(['cancelled', 3, 3], ['succeeded', 9, 3], ['failed', 1, 3], ['cancelled', 3, 3]).trials();
  const specification = specificationOf([{ epochs: 3, keep: 2 }], 8);
  const stoppedAt = new Map([
    [0, 3],
    [3, 3],
  ]);
  const decision = { submit: [], resume: [], cancel: [], isOver: true, left: [1], stoppedAt, failed: new Set([2]) };
  const table = tableOf(specification, trials, [{}, {}, {}, {}], decision);
  assert.deepEqual(
    table.map(({ trial, rank, status, metric }) => [trial, rank, status, metric]),
    [
      [2, 1, 'succeeded', 2],
      [1, 2, 'stopped', 1],
      [4, 3, 'stopped', 4],
      [3, null, 'failed', null],
    ],
  );
  const progress = progressOf({ specification, trials, table, phase: 'searching', seconds: 30 });
  assert.deepEqual(progress.trials, { done: 4, all: 4, best: { trial: 2, metric: 2 } });
});

test('a trial is judged by the epoch whose weights it would have', () => {
  const history = [3, 1, 2].map((valLoss, index) => ({ ...entry(index + 1, valLoss), valAccuracy: valLoss / 10 }));
  assert.deepEqual(figureOf([history], 'valLoss', request()), { mean: 2 });
  assert.deepEqual(figureOf([history], 'valLoss', request({ earlyStopping: {} })), { mean: 1 });
  assert.deepEqual(figureOf([history], 'valAccuracy', request({ earlyStopping: {} })), { mean: 0.1 });
  assert.deepEqual(figureOf([history], 'valLoss', request({ earlyStopping: { restoreBest: false } })), { mean: 2 });
  assert.deepEqual(figureOf([[entry(1, 2)], [entry(1, 4)]], 'valLoss', request()), { mean: 3, std: 1 });
  assert.equal(figureOf([[entry(1, 2)], []], 'valLoss', request()), undefined);
});

test('of losses and errors less is better, of other figures more, unless the sweep says otherwise', () => {
  const [low, high] = [{ mean: 1 }, { mean: 2 }];
  assert.ok(byFigure('valLoss', 'auto')(low, high) < 0);
  assert.ok(byFigure('valAccuracy', 'auto')(low, high) > 0);
  assert.ok(byFigure('valAccuracy', 'min')(low, high) < 0);
  assert.ok(byFigure('valAccuracy', 'auto')(low, undefined) < 0);
});
