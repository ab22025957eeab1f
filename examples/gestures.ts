/** Sequences: which gesture is a movement of so many steps? Trains on a long CSV, and sends the steps of others. */
import { predict, train, upload } from './client.ts';
import { makeGestures } from './make/series.ts';

const { csv, unseen } = makeGestures();
await upload('gestures', { 'gestures.csv': csv });
const training = { epochs: 40, batchSize: 8, seed: 7 };
await train({ model: 'gestures', dataset: 'gestures', network: 'auto', training });
for (const [gesture, steps] of Object.entries(unseen)) {
  const [answer] = await predict<{ label: string; probability: number }>('gestures', steps, 'text/csv');
  console.log(`a ${gesture} is seen as ${answer?.label}, with probability ${answer?.probability.toFixed(3)}`);
}
