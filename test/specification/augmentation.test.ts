/** What a request may ask to be varied, by the kind of its data, and what follows from it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  Augmentation,
  augmentationProblems,
  DATASET_KINDS,
  resolveAugmentation,
} from '../../src/models/specification/index.ts';
import { validator } from '../../src/validation.ts';

const check = validator(Augmentation);

test('pictures take the arguments of Keras, sounds take shift and noise', () => {
  const picture: Augmentation = { flip: 'both', rotation: 0.05, translation: 0.1, zoom: 0.1, contrast: 0.1 };
  const sound: Augmentation = { shift: 0.1, noise: 0.01 };
  for (const augment of [picture, sound]) assert.deepEqual(check(augment), []);
  assert.deepEqual(augmentationProblems(picture, 'image'), []);
  assert.deepEqual(augmentationProblems(sound, 'audio'), []);
  assert.deepEqual(augmentationProblems(undefined, 'text'), []);
});

test('what has no sense for a kind of data is refused, and its place named', () => {
  assert.deepEqual(augmentationProblems({ flip: 'vertical', noise: 1 }, 'audio'), [
    {
      pointer: '/training/augment/flip',
      detail: 'Expected one of shift, noise for data of kind "audio". Received: "flip".',
    },
  ]);
  for (const kind of DATASET_KINDS.filter((each) => each !== 'image' && each !== 'audio')) {
    const [problem] = augmentationProblems({ zoom: 0.1 }, kind);
    assert.deepEqual(problem, {
      pointer: '/training/augment/zoom',
      detail: `Expected no augmentation for data of kind "${kind}". Received: "zoom".`,
    });
  }
  assert.deepEqual(augmentationProblems({ flip: 'vertical' }, undefined), []);
});

test('values out of range, unknown fields and other types are refused by the schema', () => {
  const wrong = [
    ...[{ flip: 'diagonal' }, { rotation: -0.1 }, { rotation: 2 }, { zoom: 1 }, { contrast: 1.1 }, { shift: 0.6 }],
    ...[{ noise: -1 }, { translation: { heightFactor: 2 } }, { translation: { depth: 0.1 } }, { hue: 0.1 }, 'flip'],
  ];
  for (const augment of wrong) assert.ok(check(augment).length > 0, JSON.stringify(augment));
});

test('one number translates both ways; what is left out does nothing', () => {
  assert.deepEqual(resolveAugmentation({ translation: 0.2 }).translation, { heightFactor: 0.2, widthFactor: 0.2 });
  assert.deepEqual(resolveAugmentation({ translation: { widthFactor: 0.3 } }), {
    ...{ flip: 'none', rotation: 0, translation: { heightFactor: 0, widthFactor: 0.3 } },
    ...{ zoom: 0, contrast: 0, shift: 0, noise: 0 },
  });
});
