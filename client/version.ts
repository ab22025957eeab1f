/** Of this client. A service of the same major and minor version takes what it sends, and answers what it expects. */
export const CLIENT_VERSION = '0.1.0';

/** Whether a client fits a service: both of the same major and minor version. */
export function fits(service: string, client: string = CLIENT_VERSION): boolean {
  return lineOf(service) !== undefined && lineOf(service) === lineOf(client);
}

function lineOf(version: string): string | undefined {
  return /^(\d+\.\d+)\.\d/.exec(version)?.[1];
}
