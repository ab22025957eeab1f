/** An object of JSON that is taken apart as it comes: what passes is what JSON.parse would find, however it is cut. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type MemberRules, scanMembers } from '../../src/api/json-members.ts';
import { AppError } from '../../src/errors.ts';
import { randomStream } from '../../src/random.ts';

/** Keeps what begins with a k. */
function scan(text: string | Buffer, pieceBytes = 1_000_000) {
  const kept: Record<string, unknown> = {};
  const rules: MemberRules = {
    begin: (name) => (name.startsWith('k') ? 'keep' : 'pass'),
    keptBytesMax: 1000,
    tooLarge: (name) => new AppError('ERR_TOO_LARGE', name),
    keep: (name, value) => void Object.assign(kept, { [name]: value }),
  };
  const scanner = scanMembers(rules);
  const bytes = Buffer.from(text as string);
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += pieceBytes) pieces.push(scanner.take(bytes.subarray(at, at + pieceBytes)));
  return { passed: Buffer.concat([...pieces, scanner.end()]).toString(), kept };
}

test('members that are kept are parsed, the others pass without spaces, wherever the bytes are cut', () => {
  const text =
    '\ufeff { "k1" : {"a": [1, "}\\""]} , "rows":[ {"ä, b" : "x \\\\", "c": -1.5e3 }, [ ] , null ],\r\n\t"n": 1.50 ' +
    ',"s" : " , \\"} " , "k2":"é" , "k3" :null, "e\\u0066":true }  \n';
  for (const pieceBytes of [1, 2, 3, 7, 64, 1000]) {
    const { passed, kept } = scan(text, pieceBytes);
    assert.equal(passed, '{"rows":[{"ä, b":"x \\\\","c":-1.5e3},[],null],"n":1.50,"s":" , \\"} ","ef":true}');
    assert.deepEqual(kept, { k1: { a: [1, '}"'] }, k2: 'é', k3: null });
  }
  assert.equal(scan('{}').passed, '{}');
  assert.equal(scan('{"k":1}').passed, '{}');
});

test('what passes of any object is what JSON says of it', () => {
  const random = randomStream(7, 'members');
  const draw = (depth: number): unknown => {
    const kind = random.below(depth > 3 ? 4 : 6);
    if (kind === 0) return random.below(2) === 0 ? null : random.below(2) === 0;
    if (kind === 1) return (random.uniform() - 0.5) * 10 ** random.below(30);
    if (kind < 4) return ['', '"', '\\', '[', '}', ' a b ', '\u2028', '😀', '\u0000', ',:'][random.below(10)];
    const items = Array.from({ length: random.below(4) }, () => draw(depth + 1));
    return kind === 4 ? items : Object.fromEntries(items.map((item, at) => [`"${at} `, item]));
  };
  for (let round = 0; round < 300; round++) {
    const object = { a: draw(0), key: draw(0), b: draw(0) };
    const { passed, kept } = scan(JSON.stringify(object, null, random.below(3)), 1 + random.below(20));
    assert.equal(passed, JSON.stringify({ a: object.a, b: object.b }));
    assert.deepEqual(kept, { key: object.key });
  }
});

test('what cannot be JSON is refused, and says where', () => {
  for (const text of [
    ...['', ' ', '[]', '1', 'null', '{', '{"a"', '{"a":', '{"a":1', '{"a":1,', '{"a":[', '{"a":"', '{"a":"\\"}'],
    ...['{"a":1}}', '{"a":1} x', '{"a":1}{}', '{,"a":1}', '{"a":1,}', '{"a":1,,"b":1}', '{"a" 1}', '{"a"::1}'],
    ...['{"a":}', '{"a":,}', '{a:1}', "{'a':1}", '{"a":[}', '{"a":{]}', '{"a":[1 2]}', '{"a":1 2}', '{"a":tr ue}'],
    ...['{"a":]}', '{"\\x":1}', '{"k":tru}', '{"k":[1,]}', '{"k":}', `{"${'n'.repeat(2000)}":1}`],
  ])
    assert.throws(() => scan(text), { code: 'ERR_MALFORMED', message: /^Expected .+\. Received: .+\.$/s }, text);
  assert.throws(() => scan('{"a":1 , "b"=2}'), { message: 'Expected ":" at byte 12. Received: "=".' });
});

test('what is nested too deep, or too much to keep, is refused before it ends', () => {
  const nested = (depth: number) => `{"a":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`;
  assert.equal(scan(nested(64)).passed, nested(64));
  assert.throws(() => scan(nested(65).slice(0, 80)), { code: 'ERR_MALFORMED', message: /at most 64 deep/ });
  assert.throws(() => scan(`{"key":"${'y'.repeat(2000)}`), { code: 'ERR_TOO_LARGE', message: 'key' });
});
