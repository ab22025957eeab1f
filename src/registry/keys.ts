/** Where what belongs to a model lies in storage. */
import type { VersionReference } from './manifest.ts';

export const versionsKey = (model: string): string => `models/${model}/versions`;

export const manifestKey = ({ model, version }: VersionReference): string => `${versionsKey(model)}/${version}.json`;

/** Says that a number was given, though its version was removed. */
export const goneKey = ({ model, version }: VersionReference): string => `${versionsKey(model)}/${version}.gone`;

export const evaluationsKey = ({ model, version }: VersionReference): string =>
  `models/${model}/evaluations/${version}`;

/** Where the files lie that were made of a version for others; they go with it. */
export const exportsKey = ({ model, version }: VersionReference): string => `models/${model}/exports/${version}`;

export const weightsKey = (model: string, job: string): string => `models/${model}/weights/${job}.bin`;

export const candidateKey = (model: string, job: string): string => `models/${model}/candidates/${job}.json`;
