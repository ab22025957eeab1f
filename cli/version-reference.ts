/** Which version `digits@3`, `digits@production` or `digits` is. */
import { EpochdError, type Model } from '../client/index.ts';

/** A bare name is `production`, where that is set, else the newest version. @throws EpochdError 404 */
export async function expectVersion(model: Model, signal: AbortSignal): Promise<number> {
  if (model.version !== undefined && /^\d+$/.test(model.version)) return Number(model.version);
  const { aliases, latestVersion } = await model.get({ signal });
  const found = model.version === undefined ? (aliases['production'] ?? latestVersion) : aliases[model.version];
  if (found !== undefined) return found;
  const known = Object.keys(aliases).join(', ') || 'it has none';
  const detail = `Expected an alias of ${model.name} (${known}). Received: "${model.version}".`;
  throw new EpochdError({ status: 404, code: 'ERR_NOT_FOUND', detail });
}
