/** TensorFlow.js in a real browser opens a version straight from the registry, and computes what the service does. */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { startBrowser } from '../dashboard/browser.ts';
import { publishModel } from '../support/published-model.ts';
import { startService } from '../support/service.ts';

const TENSORFLOW = createRequire(import.meta.url).resolve('@tensorflow/tfjs/dist/tf.min.js');

test('tf.loadLayersModel of a version in Chromium gives the outputs of the service', { timeout: 120_000 }, async () => {
  const [service, browser] = await Promise.all([startService(), startBrowser()]);
  try {
    await publishModel(service.storage, 'digits', 'job-1', 'cnn');
    const pixels = Array.from({ length: 784 }, (_, index) => (index * 37) % 256);
    const { body } = await service.client.post('/v1/models/digits:predict', JSON.stringify({ instances: [pixels] }));
    // On a page of the service's own origin, as one that is allowed by CORS_ORIGINS could.
    const page = await browser.open(`${service.url}/models`, { bypassesPolicy: true });
    await page.addScriptTag({ path: TENSORFLOW });
    const outputs: number[] = await page.evaluate(`(async () => {
      await tf.setBackend('cpu');
      const model = await tf.loadLayersModel('/v1/models/digits/versions/1/tfjs/model.json');
      const input = tf.tensor(${JSON.stringify(pixels)}, [1, 28, 28, 1]);
      return Array.from(await model.predict(input).data());
    })()`);
    const [expected] = body.predictions as number[][];
    assert.equal(outputs.length, 10);
    for (const [index, value] of outputs.entries())
      assert.ok(Math.abs(value - (expected?.[index] as number)) < 1e-5, `${index}: ${value}, ${expected?.[index]}`);
    await page.close();
  } finally {
    await browser.close();
    await service.close();
  }
});
