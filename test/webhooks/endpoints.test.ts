/** Which URLs webhooks may have: public https ones, and what the operator lists. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isPublic, parsePrivateHost, privateHosts } from '../../src/private-hosts.ts';
import { endpointProblem } from '../../src/webhooks/index.ts';

const NONE = privateHosts([]);

test('an https URL of a public name or address is allowed', () => {
  for (const url of [
    'https://example.org/hook?token=1',
    'https://8.8.8.8/',
    'https://[2606:4700::1111]:8443/hook',
    'https://münchen.example/',
    'https://localhost.example.org/',
  ])
    assert.equal(endpointProblem(url, NONE), undefined, url);
});

test('a literal private address is refused in every form that systems read as one', () => {
  const hosts = [
    ...['127.0.0.1', '127.1', '2130706433', '0x7f000001', '0x7f.1', '0177.0.0.1', '017700000001', '①②⑦.0.0.1'],
    ...['0.0.0.0', '0', '10.1.2.3', '172.16.0.1', '192.168.1.1', '169.254.169.254', '100.64.0.1', '198.18.0.1'],
    ...['192.0.2.1', '203.0.113.9', '224.0.0.1', '255.255.255.255', '127.0.0.1.'],
    ...['[::]', '[::1]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[::127.0.0.1]', '[fc00::1]', '[fd12:3456::1]'],
    ...[
      '[fe80::1]',
      '[fec0::1]',
      '[ff02::1]',
      '[64:ff9b::7f00:1]',
      '[2002:7f00:1::]',
      '[2001:db8::1]',
      '[::ffff:0:7f00:1]',
    ],
    ...['localhost', 'LOCALHOST', 'localhost.', 'db.localhost', 'ｌｏｃａｌｈｏｓｔ'],
  ];
  for (const host of hosts)
    assert.match(endpointProblem(`https://${host}/hook`, NONE) ?? '', /^Expected a public address, or one that /, host);
});

test('what is no URL, another scheme, credentials and plain http are refused, each in its words', () => {
  const problems: [string, RegExp][] = [
    ['', /^Expected a URL\. Received: ""\./],
    ['example.org/hook', /^Expected a URL\. /],
    ['https://', /^Expected a URL\. /],
    ['https://1.2.3.4.5/', /^Expected a URL\. /],
    ['https://[fe80::1%25eth0]/', /^Expected a URL\. /],
    ['ftp://example.org/', /^Expected a URL of https\. Received: one of "ftp"\./],
    ['file:///etc/passwd', /one of "file"/],
    ['javascript:alert(1)', /one of "javascript"/],
    ['unix:/var/run/docker.sock', /one of "unix"/],
    ['https://user:secret@example.org/', /^Expected a URL without a user and password\. Received: one with them\.$/],
    ['https://token@example.org/', /without a user and password/],
    ['http://example.org/', /^Expected a URL of https: http is for hosts that WEBHOOK_PRIVATE_HOSTS lists\./],
  ];
  for (const [url, expected] of problems) assert.match(endpointProblem(url, NONE) ?? '', expected, url);
});

test('what the operator lists is allowed, by http too: names, addresses, ranges, and nothing besides', () => {
  const hosts = privateHosts(['Receiver.internal', '10.0.0.0/8', '192.168.1.7', 'fd00::/8', 'localhost']);
  for (const url of [
    'http://receiver.internal:8080/',
    'http://RECEIVER.internal./',
    'http://10.200.3.4/',
    'http://167772161/',
    'http://[::ffff:10.0.0.1]/',
    'http://192.168.1.7/',
    'https://[fd00::1]/',
    'http://localhost:3000/',
  ])
    assert.equal(endpointProblem(url, hosts), undefined, url);
  for (const url of [
    'http://a.receiver.internal/',
    'http://11.0.0.1/',
    'http://192.168.1.8/',
    'http://127.0.0.1/',
    'https://[::1]/',
    'https://x.localhost/',
  ])
    assert.notEqual(endpointProblem(url, hosts), undefined, url);
});

test('only addresses with no meaning of their own are public, whatever else a resolver may give', () => {
  for (const address of ['8.8.8.8', '1.1.1.1', '2606:4700::1111', '::ffff:8.8.8.8'])
    assert.ok(isPublic(address), address);
  for (const address of [
    '',
    'localhost',
    '10.0.0.1',
    '::1',
    '::7f00:1',
    '4000::1',
    'fe80::1%eth0',
    '::ffff:10.0.0.1',
    '0x7f.1',
    '127.1',
  ])
    assert.ok(!isPublic(address), address);
});

test('a list of hosts takes names, addresses and ranges, and nothing that could be read in two ways', () => {
  for (const entry of [
    'receiver',
    'a.b-c.internal',
    'my_service',
    '10.0.0.1',
    '::1',
    '10.0.0.0/8',
    '::/0',
    '0.0.0.0/0',
  ])
    assert.notEqual(parsePrivateHost(entry), undefined, entry);
  for (const entry of [
    '',
    '*',
    'http://a',
    'a:80',
    '10.0.0.0/33',
    '10.0.0',
    '10',
    '-a',
    'a b',
    '10.0.0.1/',
    '*.internal',
  ])
    assert.equal(parsePrivateHost(entry), undefined, entry);
});
