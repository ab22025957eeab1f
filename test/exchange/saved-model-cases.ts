/**
 * Versions of every kind of data with random weights, and what they are asked: as instances of this service, and as the tensors that
 * their SavedModels take.
 */
import type { ExportedVersion } from '../../src/exchange/format.ts';
import { product } from '../../src/models/specification/index.ts';
import { pseudoRandom } from '../models/layer-cases.ts';
import { randomVersion, type VersionForm } from './random-version.ts';

type Dtype = 'uint8' | 'float32' | 'float64' | 'int64' | 'bool' | 'string';

export interface FedTensor {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** NaN as null. */
  readonly values: readonly (number | string | boolean | null)[];
}

export interface SavedModelCase {
  readonly name: string;
  readonly version: ExportedVersion;
  readonly instances: readonly unknown[];
  readonly tensors: Readonly<Record<string, FedTensor>>;
}

const YES: Pick<VersionForm, 'task' | 'labels'> = { task: 'classification', labels: ['no', 'yes'] };

/** From −1 to 1. */
const random = (count: number, stream: number): number[] => pseudoRandom(count, stream).map((value) => 2 * value - 1);

function picture(): SavedModelCase {
  const [count, shape] = [3, [28, 28, 1]];
  const pixels = random(count * product(shape), 1).map((value) => Math.floor(Math.abs(value * 7919) % 256));
  const instances = Array.from({ length: count }, (_, index) =>
    Uint8Array.from(pixels.slice(index * 784, (index + 1) * 784)),
  );
  return {
    name: 'pictures',
    version: randomVersion('pictures', {
      preprocessing: { kind: 'image', height: 28, width: 28, channels: 1, divideBy: 255 },
      ...{ inputShape: shape, network: 'cnn', task: 'classification' },
      labels: Array.from({ length: 10 }, (_, digit) => `digit ${digit}`),
    }),
    instances,
    tensors: { image: { dtype: 'uint8', shape: [count, ...shape], values: pixels } },
  };
}

function tensors(): SavedModelCase {
  const numbers = random(4 * 6, 2).map(Math.fround);
  return {
    name: 'tensors',
    version: randomVersion('tensors', {
      preprocessing: { kind: 'tensor', shape: [3, 2], offsets: [0.1, -2.7], divisors: [0.3, 1.9] },
      ...{ inputShape: [3, 2], network: 'mlp', task: 'regression', labels: ['height', 'weight'] },
      scales: [
        { mean: 170.3, deviation: 9.1 },
        { mean: -2e6, deviation: 12_345.678 },
      ],
    }),
    instances: Array.from({ length: 4 }, (_, index) => Float32Array.from(numbers.slice(index * 6, (index + 1) * 6))),
    tensors: { tensor: { dtype: 'float32', shape: [4, 3, 2], values: numbers } },
  };
}

function series(padded: boolean): SavedModelCase {
  const [count, steps] = [3, padded ? 5 : 8];
  const missing = (index: number): boolean => index % 5 === 1 || index < 3;
  const values = random(count * steps * 2, 3).map((value, index) => (missing(index) ? null : value * 10));
  const rows = Array.from({ length: count * steps }, (_, step) => values.slice(step * 2, step * 2 + 2));
  const name = padded ? 'series-padded' : 'series';
  return {
    name,
    version: randomVersion(name, {
      preprocessing: {
        ...{ kind: 'sequence', length: 8, padded, precision: padded ? 'float64' : 'float32' },
        features: [
          { name: 'load', subtract: 1.5, divideBy: 3.3, fill: 2.5 },
          { name: 'wind', subtract: -4, divideBy: 0.7, fill: -3.9 },
        ],
      },
      ...{ inputShape: [8, padded ? 3 : 2], ...YES },
      network: { layers: [{ type: 'bidirectional', layer: { type: 'gru', units: 4 } }] },
    }),
    instances: Array.from({ length: count }, (_, index) => rows.slice(index * steps, (index + 1) * steps)),
    tensors: { sequence: { dtype: padded ? 'float64' : 'float32', shape: [count, steps, 2], values } },
  };
}

const TIMES = [
  '2024-02-29T23:59:58.25+02:00',
  '1969-07-20 20:17',
  '2001-1-9',
  '',
  '0000-03-01T00:00:00Z',
  '12024-12-31T10:20:30-0530',
];

function table(): SavedModelCase {
  const rows = [
    {
      age: 30,
      'monthly spend': 19.99,
      plan: 'basic',
      city: 'Bari',
      member: true,
      visits: 3,
      since: TIMES[0],
      born: 1.5e9,
      active: null,
      rooms: 2,
    },
    {
      age: -4,
      'monthly spend': null,
      plan: 'pro',
      city: null,
      member: false,
      visits: 7,
      since: TIMES[1],
      born: null,
      active: true,
      rooms: null,
    },
    {
      age: 0,
      'monthly spend': 1e-3,
      plan: 'größer',
      city: 'Łódź',
      member: true,
      visits: -1,
      since: TIMES[2],
      born: -12345.678,
      active: false,
      rooms: 3,
    },
    {
      age: 2 ** 40,
      'monthly spend': -7.25,
      plan: 'unseen',
      city: 'Rome',
      member: true,
      visits: 0,
      since: null,
      born: 0,
      active: false,
      rooms: 3.5,
    },
    {
      age: 7,
      'monthly spend': 0.1,
      plan: '',
      city: 'Nowhere',
      member: false,
      visits: 3,
      since: TIMES[4],
      born: 1e9 + 0.5,
      active: true,
      rooms: 2,
    },
    {
      age: 8,
      'monthly spend': 2,
      plan: 'pro',
      city: 'Bari',
      member: false,
      visits: 12,
      since: TIMES[5],
      born: 1.7e9,
      active: null,
      rooms: 1e21,
    },
  ];
  const column = (name: keyof (typeof rows)[number]) => rows.map((row) => row[name]);
  const tensor = (name: keyof (typeof rows)[number], dtype: Dtype, missing: '' | null = null): FedTensor => ({
    dtype,
    shape: [rows.length],
    values: column(name).map((value) => value ?? missing) as FedTensor['values'],
  });
  return {
    name: 'table',
    version: randomVersion('table', {
      preprocessing: {
        kind: 'tabular',
        columns: [
          { as: 'number', name: 'age', type: 'integer', nullable: false, subtract: 33.3, divideBy: 11.7, fill: 33.3 },
          { as: 'number', name: 'monthly spend', type: 'number', nullable: true, subtract: 2, divideBy: 5.5, fill: 2 },
          { as: 'category', name: 'plan', type: 'text', nullable: false, size: 5, values: ['pro', 'basic', 'größer'] },
          {
            as: 'embedding',
            name: 'city',
            type: 'text',
            nullable: true,
            size: 6,
            values: ['Bari', null, 'Łódź', 'Rome'],
          },
          { as: 'number', name: 'member', type: 'boolean', nullable: false, subtract: 0.4, divideBy: 0.5, fill: 0 },
          { as: 'category', name: 'visits', type: 'integer', nullable: false, size: 4, values: ['3', '-1', '12'] },
          { as: 'date', name: 'since', type: 'timestamp', nullable: true, mean: 1e9, deviation: 4e8 },
          {
            as: 'date',
            name: 'born',
            type: 'timestamp',
            dateFormat: '%d.%m.%Y',
            nullable: true,
            mean: 1e9,
            deviation: 4e8,
          },
          { as: 'category', name: 'active', type: 'boolean', nullable: true, size: 4, values: ['true', null, 'false'] },
          {
            as: 'category',
            name: 'rooms',
            type: 'number',
            nullable: true,
            size: 5,
            values: ['2', '3.5', null, '1e+21'],
          },
        ],
        others: ['churned'],
      },
      ...{
        inputShape: [1 + 2 + 5 + 1 + 1 + 4 + 8 + 8 + 4 + 5],
        task: 'multiLabelClassification',
        labels: ['a', 'b', 'c'],
      },
      network: {
        layers: [
          { type: 'categoryEmbedding', columns: [{ index: 8, inputDim: 6, outputDim: 3 }] },
          { type: 'batchNormalization' },
        ],
      },
    }),
    instances: rows,
    tensors: {
      age: tensor('age', 'int64'),
      'monthly spend': tensor('monthly spend', 'float64'),
      plan: tensor('plan', 'string'),
      city: tensor('city', 'string', ''),
      member: tensor('member', 'bool'),
      visits: tensor('visits', 'int64'),
      since: tensor('since', 'string', ''),
      born: tensor('born', 'float64'),
      active: tensor('active', 'float64'),
      rooms: tensor('rooms', 'float64'),
    },
  };
}

const TEXTS = [
  'Good, GOOD — bad!  東京タワー',
  '',
  '   \t\n ',
  'ΟΔΟΣ İstanbul straße naïve ﷺ'.normalize('NFKC'),
  "don't stop: a1b2 c_d e—f 😀😀 good",
  'one two three four five six seven eight nine ten eleven twelve good bad',
  `${'x'.repeat(70)} ${'x'.repeat(64)} กุ้ง নামা`,
  'ひらがな\u3000カタカナ ok',
].map((text) => text.normalize('NFKC'));

function texts(tokens: 'words' | 'characters'): SavedModelCase {
  const vocabulary =
    tokens === 'words'
      ? [
          'good',
          'bad',
          '!',
          '東',
          'タ',
          'x'.repeat(64),
          'οδος',
          'straße',
          'naïve',
          '😀',
          "'",
          'กุ้ง',
          'নামা',
          'i̇stanbul',
          'twelve',
        ]
      : ['o', ' ', 'G', '東', '😀', 'ß', '!', '\u0307'];
  return {
    name: `texts-${tokens}`,
    version: randomVersion(`texts-${tokens}`, {
      preprocessing: {
        ...{ kind: 'text', column: 'the review', others: [], tokens, lowercase: tokens === 'words', length: 10 },
        vocabulary,
      },
      ...{ inputShape: [10], ...YES },
      network: {
        layers: [
          { type: 'embedding', inputDim: vocabulary.length + 2, outputDim: 4 },
          { type: 'lstm', units: 5 },
        ],
      },
    }),
    instances: TEXTS,
    tensors: { 'the review': { dtype: 'string', shape: [TEXTS.length], values: TEXTS } },
  };
}

function sounds(samples: number): SavedModelCase {
  const numbers = random(3 * samples, 5).map((value, index) =>
    Math.fround(index < samples ? 0 : Math.max(-1, Math.min(1, value * 0.4))),
  );
  const form = { sampleRate: 8000, samples: 1100, window: 200, hop: 80, melBands: 16 };
  return {
    name: `sounds-${samples}`,
    version: randomVersion(`sounds-${samples}`, {
      preprocessing: { kind: 'audio', ...form, mean: -4.2, deviation: 3.1 },
      ...{ inputShape: [12, 16, 1], ...YES },
      network: { layers: [{ type: 'flatten' }] },
    }),
    instances: Array.from({ length: 3 }, (_, index) =>
      Float32Array.from(numbers.slice(index * samples, (index + 1) * samples)),
    ),
    tensors: { audio: { dtype: 'float32', shape: [3, samples], values: numbers } },
  };
}

export function savedModelCases(): SavedModelCase[] {
  return [
    picture(),
    tensors(),
    series(false),
    series(true),
    table(),
    texts('words'),
    texts('characters'),
    sounds(1100),
    sounds(700),
    sounds(1500),
  ];
}
