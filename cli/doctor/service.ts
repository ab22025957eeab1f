/** Whether the service that is meant answers, lets one in, and fits this client. */
import { type EpochdClient, EpochdError } from '../../client/index.ts';
import type { Target } from '../context.ts';
import { type Finding, failed, fine, warning } from './finding.ts';

const ANSWER_MS_MAX = 5000;

export async function checkService(
  client: EpochdClient,
  { url, from }: Target,
  signal: AbortSignal,
): Promise<Finding[]> {
  const within = (): AbortSignal => AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS_MAX)]);
  try {
    const { compatible, client: own, service } = await client.compatible({ signal: within() });
    const { ready } = await client.health({ signal: within() });
    return [
      ready
        ? fine('service', `${url} (${from}) is ready`)
        : failed('service', `${url} (${from}) is not ready`, 'It does not reach its Redis: look at its log.'),
      compatible
        ? fine('versions', service)
        : failed(
            'versions',
            `the service is ${service}, this is ${own}`,
            'Use those of the same major and minor version.',
          ),
      await checkKey(client, within()),
    ];
  } catch (error) {
    signal.throwIfAborted();
    const reason = error instanceof Error ? error.message : String(error);
    if (from === 'the default')
      return [
        warning(
          'service',
          `nothing answers at ${url}`,
          'Run it: epochd start. Or say where it is: --url, EPOCHD_URL, epochd profile add',
        ),
      ];
    return [failed('service', reason, `It was meant by ${from}: check that it is right, and that the service runs.`)];
  }
}

async function checkKey(client: EpochdClient, signal: AbortSignal): Promise<Finding> {
  try {
    await client.models({ signal });
    return fine('key', 'lets you in');
  } catch (error) {
    if (!(error instanceof EpochdError)) throw error;
    return failed('key', error.detail, 'Set EPOCHD_API_KEY, or: epochd profile add NAME URL --key-stdin');
  }
}
