/** Arrays of NumPy: learns where a robot's hand is from the angles of its joints; two numbers in, two numbers out. */
import { predict, train, upload } from './client.ts';
import { handAt, makeArm } from './make/arrays.ts';

const { inputs, labels } = makeArm();
await upload('arm', { 'inputs.npy': inputs, 'labels.npy': labels });
await train({ model: 'arm', dataset: 'arm', network: 'auto', training: { epochs: 30, seed: 7 } });
const angles = [
  [0.3, 0.9],
  [1.2, 0.4],
] as const;
const answers = await predict<number[]>('arm', JSON.stringify({ instances: angles }), 'application/json');
for (const [index, [shoulder, elbow]] of angles.entries()) {
  const [found, truth] = [answers[index] ?? [], handAt(shoulder, elbow)];
  const shown = (place: readonly number[]): string => place.map((number) => number.toFixed(2)).join(', ');
  console.log(
    `with angles ${shoulder} and ${elbow} the hand is said to be at ${shown(found)}, and is at ${shown(truth)}`,
  );
}
