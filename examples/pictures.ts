/** Pictures in class folders: draws some, trains on their ZIP, and asks what others show. */
import { predict, train, upload } from './client.ts';
import { makeShapes } from './make/shapes.ts';

const { archive, unseen } = await makeShapes();
await upload('shapes', { 'shapes.zip': archive });
const training = { epochs: 15, batchSize: 16, seed: 7, augment: { flip: 'horizontal' } };
await train({ model: 'shapes', dataset: 'shapes', network: 'auto', training });
for (const [shape, png] of Object.entries(unseen)) {
  const [answer] = await predict<{ label: string; probability: number }>('shapes', png, 'image/png');
  console.log(`a ${shape} is read as ${answer?.label}, with probability ${answer?.probability.toFixed(3)}`);
}
