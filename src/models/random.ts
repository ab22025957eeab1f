/** The randomness of training is the one that preparation of data uses too: see `src/random.ts`. */
export { type Block, philox, type RandomStream, randomStream } from '../random.ts';
