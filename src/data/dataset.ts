/** What a dataset is to those who train with it, and what they may know of it before they open it. */
import type { ByteImages } from './byte-images.ts';
import type { Preprocessing } from './preprocessing.ts';

export type PartName = 'train' | 'test';

export interface Dataset {
  readonly name: string;
  readonly kind: 'image';
  readonly preprocessing: Preprocessing;
  /** What each class is called, by its number. */
  readonly classes: readonly string[];
  /** `sha256:…` of the data: the same digest is the same data. Computed when it is first asked for. */
  digest(): string;
  readonly bytes: number;
  readonly parts: Readonly<Record<PartName, ByteImages>>;
}
