/** A process that takes messages, as a worker takes those of its trainer. */
process.on('message', () => undefined);
process.on('disconnect', () => process.exit(0));
