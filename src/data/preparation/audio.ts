/**
 * Sounds become spectrograms once, before the first epoch: in memory, or in a file where they are too many. What standardizes
 * them is known only when all have been computed, so a file holds them raw, and reading standardizes.
 */
import { open } from 'node:fs/promises';
import path from 'node:path';
import { createBreath } from '../../breathing.ts';
import { AppError } from '../../errors.ts';
import type { AudioPlan } from '../../models/specification/index.ts';
import type { Examples, Targets } from '../examples.ts';
import { learntPreprocessing, type PreparationTools } from '../prepared.ts';
import { type AudioPreprocessing, audioShape, standardized } from '../preprocessing/audio.ts';
import { memoryRows, openRows, type RowArray } from '../row-array.ts';
import { createSpectrogram } from '../sound/spectrogram.ts';
import { arrayParts } from './array-parts.ts';
import { arrayTargets } from './array-targets.ts';
import type { Preparer } from './kind.ts';

const SPECTROGRAMS_FILE = 'spectrograms.bin';

export const prepareAudio: Preparer<AudioPlan> = async (dataset, plan, seed, tools, learnt) => {
  const { manifest } = dataset;
  // Each row is read once: they can stay in their file.
  const arrays = await dataset.arrays(0);
  try {
    const parts = arrayParts(manifest, arrays, plan.split, seed);
    const targets = arrayTargets(manifest, arrays, plan, parts, learnt);
    const scale = createScale(arrays.inputs.count, parts.training);
    const spectrograms = await computeSpectrograms(arrays.inputs, plan, scale.note, tools);
    const { sampleRate, samples, window, hop, melBands } = plan;
    const form = { sampleRate, samples, window, hop, melBands };
    const preprocessing = learntPreprocessing(learnt, 'audio') ?? { kind: 'audio', ...form, ...scale.result() };
    const examples = spectrogramExamples(spectrograms, targets, preprocessing);
    return { examples, parts, preprocessing, rowOf: (example) => example, close: spectrograms.close };
  } finally {
    arrays.inputs.close();
  }
};

/** @param note is told of every spectrogram, in order. */
async function computeSpectrograms(
  sounds: RowArray,
  plan: AudioPlan,
  note: (row: number, spectrogram: Float32Array) => void,
  { memoryBytesMax, workspace, signal, log }: PreparationTools,
): Promise<RowArray> {
  const breathe = createBreath(signal);
  const compute = createSpectrogram(plan);
  const [frames, melBands] = audioShape(plan);
  const size = frames * melBands;
  const bytes = sounds.count * size * Float32Array.BYTES_PER_ELEMENT;
  const room = bytes > memoryBytesMax ? undefined : new Float32Array(sounds.count * size);
  const place = path.join(workspace, SPECTROGRAMS_FILE);
  const file = room ? undefined : await open(place, 'wx');
  try {
    const one = new Float32Array(size);
    for (let row = 0; row < sounds.count; row++) {
      const spectrogram = room?.subarray(row * size, (row + 1) * size) ?? one;
      compute(soundOf(sounds, row, plan.samples), spectrogram);
      note(row, spectrogram);
      await file?.writeFile(new Uint8Array(one.buffer));
      await breathe();
    }
  } finally {
    await file?.close();
  }
  if (room) return memoryRows(room, size);
  log(`The spectrograms take ${bytes} bytes and are kept in a file.`);
  return openRows(place, 'float32', size, 0);
}

/** Shorter ones than the version was trained with are followed by silence, as those of a prediction are. */
function soundOf(sounds: RowArray, row: number, samples: number): Int16Array {
  const sound = sounds.row(row);
  if (sound instanceof Int16Array) {
    if (sound.length >= samples) return sound;
    const padded = new Int16Array(samples);
    padded.set(sound);
    return padded;
  }
  throw new AppError('ERR_DATASET_BROKEN', `Expected sounds of type int16. Received: ${sounds.type}.`);
}

interface Scale {
  note(row: number, spectrogram: Float32Array): void;
  /** Of all numbers of all training rows. */
  result(): { readonly mean: number; readonly deviation: number };
}

/** Sums of float64: logarithms from −14 to 10 or so, of which no digit that matters is lost. */
function createScale(count: number, training: Uint32Array): Scale {
  const isTraining = new Uint8Array(count);
  for (const row of training) isTraining[row] = 1;
  let [numbers, sum, squares] = [0, 0, 0];
  return {
    note(row, spectrogram) {
      if (isTraining[row] === 0) return;
      numbers += spectrogram.length;
      for (const value of spectrogram) {
        sum += value;
        squares += value * value;
      }
    },
    result() {
      const mean = sum / numbers;
      const deviation = Math.sqrt(Math.max(0, squares / numbers - mean * mean));
      // Of silence alone there is nothing to scale.
      return { mean, deviation: deviation > 1e-6 ? deviation : 1 };
    },
  };
}

function spectrogramExamples(spectrograms: RowArray, targets: Targets, preprocessing: AudioPreprocessing): Examples {
  const { values, count, size } = spectrograms;
  const common = { count, shape: audioShape(preprocessing), targets };
  if (values instanceof Float32Array) {
    const numbers = standardized(preprocessing, values);
    return {
      ...{ ...common, numbers },
      writeInputs(indices, from, to, out) {
        for (let index = from; index < to; index++) {
          const row = indices[index] as number;
          out.set(numbers.subarray(row * size, (row + 1) * size), (index - from) * size);
        }
      },
    };
  }
  return {
    ...common,
    writeInputs(indices, from, to, out) {
      spectrograms.gather(indices, from, to, out);
      for (let at = 0; at < to - from; at++) standardized(preprocessing, out.subarray(at * size, (at + 1) * size));
    },
  };
}
