/** Arrays as NumPy saves them: the angles of a robot's two joints, and where its hand is then. */
import { createChance } from './chance.ts';

const ROWS = 1000;

export interface Arm {
  /** `.npy` files of float32: `[1000, 2]` each. */
  readonly inputs: Buffer;
  readonly labels: Buffer;
}

export function makeArm(): Arm {
  const { between } = createChance(7);
  const angles = Array.from({ length: ROWS }, () => [between(0, Math.PI / 2), between(0, Math.PI / 2)] as const);
  return { inputs: npy(angles), labels: npy(angles.map(([shoulder, elbow]) => handAt(shoulder, elbow))) };
}

/** @param shoulder, elbow in radians. @returns x and y, where each part of the arm has the length 1. */
export function handAt(shoulder: number, elbow: number): [number, number] {
  return [Math.cos(shoulder) + Math.cos(shoulder + elbow), Math.sin(shoulder) + Math.sin(shoulder + elbow)];
}

/** What `numpy.save` writes. */
function npy(rows: readonly (readonly number[])[]): Buffer {
  const shape = `(${rows.length}, ${rows[0]?.length ?? 0})`;
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': ${shape}, }`.padEnd(117);
  const start = Buffer.from(`\x93NUMPY\x01\x00\x76\x00${header}\n`, 'latin1');
  return Buffer.concat([start, Buffer.from(Float32Array.from(rows.flat()).buffer)]);
}
