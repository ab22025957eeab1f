/** The list of jobs as its pages come. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { type Listed, withHead } from '../../dashboard/pages/jobs/listed.ts';

const jobs = (...ids: string[]) => ids.map((id) => ({ id }));
const listed = (...ids: string[]): Listed<{ id: string }> => ({
  ...{ jobs: jobs(...ids), hasMore: true, isLoaded: true, error: undefined },
});
const idsOf = ({ jobs: of }: Listed<{ id: string }>): string => of.map(({ id }) => id).join('');

test('what is new stands first, and what was loaded behind the first page stays, whatever the ids are', () => {
  assert.equal(idsOf(withHead(listed('c', 'z', 'b', 'y', 'a'), jobs('d', 'c', 'z'), true)), 'dczbya');
});

test('one that left the first page is gone, and none is there twice', () => {
  assert.equal(idsOf(withHead(listed('d', 'c', 'b', 'a'), jobs('d', 'b'), true)), 'dba');
  assert.equal(idsOf(withHead(listed('d', 'c', 'b', 'a'), jobs('a', 'c'), true)), 'acb');
  assert.equal(idsOf(withHead(listed('d', 'c', 'b', 'a'), jobs('d', 'x'), true)), 'dxcba');
});

test('after more new ones than a page has, the rest is asked for again', () => {
  const after = withHead(listed('b', 'a'), jobs('f', 'e'), true);
  assert.deepEqual([idsOf(after), after.hasMore], ['fe', true]);
  assert.equal(idsOf(withHead(listed('b', 'a'), jobs('b'), false)), 'b');
});
