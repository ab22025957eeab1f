/** A forecast: the temperatures of the next six hours from those of the last day. */
import { predict, train, upload } from './client.ts';
import { makeTemperatures } from './make/series.ts';

const HOURS = 6;

const { csv, recent, truth } = makeTemperatures(HOURS);
await upload('temperatures', { 'temperatures.csv': csv }, { kind: 'sequence', time: 'time', target: 'temperature' });
await train({
  ...{ model: 'temperatures', dataset: 'temperatures', network: 'auto', task: 'forecasting' },
  preprocessing: { length: 24, horizon: HOURS },
  training: { epochs: 15, seed: 7 },
});
const [forecast] = await predict<{ values: Record<string, number> }>('temperatures', recent, 'text/csv');
for (const [index, [name, value]] of Object.entries(forecast?.values ?? {}).entries()) {
  console.log(`${name}: ${value.toFixed(1)} °C, and it will be ${truth[index]?.toFixed(1)}`);
}
