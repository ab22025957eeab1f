import assert from 'node:assert/strict';
import test from 'node:test';
import { countFrequencies } from '../../src/data/preprocessing/frequencies.ts';

import { type TextPreprocessing, textKind } from '../../src/data/preprocessing/text.ts';
import { tokensOf } from '../../src/data/preprocessing/tokens.ts';
import { fitVocabulary } from '../../src/data/preprocessing/vocabulary.ts';
import { randomStream } from '../../src/random.ts';

const WORDS = { tokens: 'words', lowercase: true, length: 20 } as const;
const REVIEWS: TextPreprocessing = {
  ...{ kind: 'text', column: 'review', others: ['mood'], ...WORDS, length: 4 },
  vocabulary: ['good', 'film', '!'],
};
const { encodeInstances, encodeFile, inputShape } = textKind;
const encode = async (...instances: unknown[]): Promise<number[]> => [...(await encodeInstances(REVIEWS, instances))];
const encodeBytes = async (bytes: Uint8Array | string, type: string, countMax = 10): Promise<number[]> => [
  ...(await encodeFile(REVIEWS, Buffer.from(bytes), type, countMax)),
];

function refusal(message: RegExp | string): { name: string; code: string; message: RegExp | string } {
  return { name: 'AppError', code: 'ERR_INSTANCES', message };
}

test('words of any script are letters, marks and digits; punctuation marks stand by themselves', () => {
  const cases: readonly [string, string[]][] = [
    ['Good film, 10/10!', ['good', 'film', ',', '10', '/', '10', '!']],
    ['  \t\n ', []],
    ['ＦＵＬＬ ｗｉｄｔｈ ﬁne', ['full', 'width', 'fine']],
    ['cafe\u0301 café', ['café', 'café']],
    ['हिन्दी शब्द', ['हिन्दी', 'शब्द']],
    ['映画は良い', ['映', '画', 'は', '良', 'い']],
    ['abc映画', ['abc', '映', '画']],
    ['СТРАННО 👍👍', ['странно', '👍', '👍']],
    ['a\0b', ['a', 'b']],
  ];
  for (const [text, tokens] of cases) assert.deepEqual(tokensOf(text, WORDS), tokens);
  assert.deepEqual(tokensOf('Ab', { ...WORDS, lowercase: false }), ['Ab']);
});

test('characters are whole, and spaces are one', () => {
  assert.deepEqual(tokensOf('Hi \n👍x', { ...WORDS, tokens: 'characters' }), ['h', 'i', ' ', '👍', 'x']);
});

test('a text of millions of characters takes no more than a long one', { timeout: 5000 }, () => {
  for (const unit of ['a', 'ab ', '\ufdfa', '\u0301', ' ']) {
    const text = unit.repeat(10_000_000 / unit.length);
    for (const tokens of ['words', 'characters'] as const)
      assert.ok(tokensOf(text, { ...WORDS, tokens }).length <= WORDS.length);
  }
});

test('the vocabulary is what occurs most often; of the same frequency, what comes first by code point', () => {
  const fitting = fitVocabulary(WORDS);
  for (const text of ['b b c', 'a c 𝒳', 'ﬀ \uff5e']) fitting.add(text);
  assert.deepEqual(fitting.finish(100), ['b', 'c', 'a', 'ff', 'x', '~']);
  assert.deepEqual(fitting.finish(4), ['b', 'c']);
  const counts = countFrequencies();
  for (const text of ['😀', '\uffee', 'a😁', 'a😀', 'a']) counts.add(text);
  const order = counts.mostFrequent(9).map(({ value }) => value);
  assert.deepEqual(order, ['a', 'a😀', 'a😁', '\uffee', '😀']);
});

test('frequent texts survive when more are counted than there is room for', () => {
  const random = randomStream(5, 'test');
  const counts = countFrequencies(1000);
  for (let round = 0; round < 200_000; round++)
    counts.add(round % 10 === 0 ? `frequent ${random.below(20)}` : `rare ${random.below(1e9)}`);
  const found = counts.mostFrequent(20).map(({ value }) => value);
  assert.deepEqual(found.toSorted(), Array.from({ length: 20 }, (_, index) => `frequent ${index}`).toSorted());
});

test('a text is numbered by the vocabulary, padded in front, cut at the end', async () => {
  assert.deepEqual(inputShape(REVIEWS), [4]);
  assert.deepEqual(await encode('A good film!', 'Good'), [1, 2, 3, 4, 0, 0, 0, 2]);
  assert.deepEqual(await encode('good good good film film'), [2, 2, 2, 3]);
  assert.deepEqual(await encode({ review: 'film', mood: 'good' }), [0, 0, 0, 3]);
  assert.deepEqual(await encode(''), [0, 0, 0, 0]);
});

test('a text file is one text, a CSV one for each row', async () => {
  assert.deepEqual(await encodeBytes('good\nfilm', 'text/plain'), [0, 0, 2, 3]);
  assert.deepEqual(
    await encodeBytes('mood,review\nbad,film\n,"good, film"', 'text/csv; charset=utf-8'),
    [0, 0, 0, 3, 0, 2, 1, 3],
  );
  assert.deepEqual(await encodeBytes('film\ngood film\n', 'text/csv'), [0, 0, 0, 3, 0, 0, 2, 3]);
});

test('a long file loses no character, wherever it is cut to be read', async () => {
  const characters = { ...REVIEWS, tokens: 'characters', length: 3, vocabulary: ['👍', '\u00e9', 'x'] } as const;
  const preprocessing = { ...characters, vocabulary: [...characters.vocabulary] };
  const csv = `review\n${'👍éx\n'.repeat(30_000)}`;
  const inputs = await encodeFile(preprocessing, Buffer.from(csv), 'text/csv', 30_000);
  assert.equal(inputs.length, 90_000);
  assert.ok(inputs.every((number, index) => number === 2 + (index % 3)));
});

test('what is no text is refused, naming the place', async () => {
  const cases: readonly [unknown, RegExp | string][] = [
    [5, /^Expected a text, or \{"review": a text\} at instances\[1\]\. Received: 5\.$/],
    [null, /instances\[1\]\. Received: null\.$/],
    [['good'], /instances\[1\]/],
    [{ reviw: 'good' }, 'Expected columns of the dataset at instances[1]. Received: "reviw"; the nearest is "review".'],
    [{ mood: 'good' }, 'Expected a text at instances[1].review. Received: nothing.'],
    [{ review: 5 }, 'Expected a text at instances[1].review. Received: 5.'],
  ];
  for (const [instance, message] of cases) await assert.rejects(() => encode('good', instance), refusal(message));
  await assert.rejects(() => encodeBytes(Buffer.from([0xff]), 'text/plain'), refusal(/UTF-8/));
  await assert.rejects(
    () => encodeBytes('mood\ngood', 'text/csv'),
    refusal(/^Expected column "review" in the header\./),
  );
  await assert.rejects(
    () => encodeBytes('a\n'.repeat(11), 'text/csv'),
    refusal('Expected at most 10 rows. Received: more.'),
  );
});
