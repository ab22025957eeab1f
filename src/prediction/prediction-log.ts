/**
 * What was asked and answered, for whoever wants to look at it later: a sample of the predictions of chosen models, as lines
 * of JSON in the store (`predictions/digits/2026-11-26/<time>-<id>.ndjson`). Knows nothing of what the lines are used for.
 *
 * DESIGN It never makes a prediction wait: lines are kept in memory and written from time to time, one write at a time. Where
 * the store is slower than the lines come, or away, lines are dropped and the next piece says how many.
 */
import { randomUUID } from 'node:crypto';
import type { Manifest } from '../registry/index.ts';

export interface PredictionLog {
  /** @param inputs of the network, preprocessed. @param outputs of each of them. */
  note(manifest: Manifest, inputs: Float32Array, outputs: readonly (readonly number[])[]): void;
  /** Writes what is left. */
  close(): Promise<void>;
}

export interface PredictionLogOptions {
  /** The share of requests of a model that are noted, from 0 to 1. */
  share(model: string): number;
  put(key: string, text: string): Promise<void>;
  /** Told once for each piece that could not be written. */
  onFailure(error: unknown): void;
}

interface Lines {
  readonly lines: string[];
  characters: number;
  dropped: number;
}

const WRITE_EVERY_MS = 5000;
/** Of one model; more are dropped until the next writing. */
const CHARACTERS_MAX = 8 * 1024 * 1024;
/** A larger request is counted as dropped. */
const NUMBERS_MAX = 65_536;

export function createPredictionLog({ share, put, onFailure }: PredictionLogOptions): PredictionLog {
  let waiting = new Map<string, Lines>();
  let writing: Promise<void> | undefined;

  function linesOf(model: string): Lines {
    const known = waiting.get(model) ?? { lines: [], characters: 0, dropped: 0 };
    waiting.set(model, known);
    return known;
  }

  function note({ model, version }: Manifest, inputs: Float32Array, outputs: readonly (readonly number[])[]): void {
    const part = share(model);
    if (part === 0 || Math.random() >= part) return;
    const kept = linesOf(model);
    if (inputs.length > NUMBERS_MAX || kept.characters >= CHARACTERS_MAX) {
      kept.dropped += 1;
      return;
    }
    const line = JSON.stringify({ at: new Date().toISOString(), version, inputs: Array.from(inputs), outputs });
    kept.lines.push(line);
    kept.characters += line.length;
  }

  /** One after the other: a store that is slow is not asked more at once. */
  async function writeAll(): Promise<void> {
    const pieces = waiting;
    waiting = new Map();
    for (const [model, { lines, dropped }] of pieces) {
      const at = new Date().toISOString();
      const all = dropped > 0 ? [...lines, JSON.stringify({ at, dropped })] : lines;
      const key = `predictions/${model}/${at.slice(0, 10)}/${at.replaceAll(/[:.]/g, '-')}-${randomUUID()}.ndjson`;
      await put(key, `${all.join('\n')}\n`).catch(onFailure);
    }
  }

  const timer = setInterval(() => {
    writing ??= writeAll().finally(() => {
      writing = undefined;
    });
  }, WRITE_EVERY_MS);
  timer.unref();
  return {
    note,
    async close() {
      clearInterval(timer);
      await writing;
      await writeAll();
    },
  };
}
