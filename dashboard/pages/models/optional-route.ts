/** Routes that an older service may lack: what needs one is not shown then. */
import { EpochdError } from '../../../client/index.ts';

const NO_ROUTE = /^(?:Expected a route of this service|Malformed request: )/;

/** Whether the service said that it has no such route at all. */
export function isNoRoute(error: unknown): boolean {
  return error instanceof EpochdError && [400, 404].includes(error.status) && NO_ROUTE.test(error.detail);
}
