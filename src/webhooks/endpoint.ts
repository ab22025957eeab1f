/** Which URLs a webhook may have. What can be told without asking anybody is told when a job is submitted. */
import { addressOf, isListed, isLocalName, isPublic, type PrivateHosts } from '../private-hosts.ts';
import { show } from '../schema-words.ts';

/** What is wrong with a URL, in a sentence; undefined if it may be sent to, as far as its text tells. */
export function endpointProblem(text: string, hosts: PrivateHosts): string | undefined {
  if (!URL.canParse(text)) return `Expected a URL. Received: ${show(text)}.`;
  const { protocol, hostname, username, password } = new URL(text);
  if (protocol !== 'https:' && protocol !== 'http:')
    return `Expected a URL of https. Received: one of ${show(protocol.replace(/:$/, ''))}.`;
  if (username !== '' || password !== '') return 'Expected a URL without a user and password. Received: one with them.';
  if (isListed(hostname, hosts)) return undefined;
  const isPrivate = addressOf(hostname) ? !isPublic(hostname) : isLocalName(hostname);
  if (isPrivate)
    return `Expected a public address, or one that WEBHOOK_PRIVATE_HOSTS lists. Received: ${show(hostname)}, a private one.`;
  if (protocol === 'http:')
    return 'Expected a URL of https: http is for hosts that WEBHOOK_PRIVATE_HOSTS lists. Received: one of http.';
  return undefined;
}
