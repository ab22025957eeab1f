/** Recordings in class folders: makes some, trains on their ZIP, and asks what others are. */
import { predict, train, upload } from './client.ts';
import { makeSounds } from './make/sounds.ts';

const { archive, unseen } = makeSounds();
await upload('sounds', { 'sounds.zip': archive });
const training = { epochs: 5, batchSize: 8, seed: 7, augment: { shift: 0.1 } };
await train({ model: 'sounds', dataset: 'sounds', network: 'auto', training });
for (const [sound, wav] of Object.entries(unseen)) {
  const [answer] = await predict<{ label: string; probability: number }>('sounds', wav, 'audio/wav');
  console.log(`a ${sound} is heard as ${answer?.label}, with probability ${answer?.probability.toFixed(3)}`);
}
