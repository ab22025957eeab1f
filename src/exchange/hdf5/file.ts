/**
 * HDF5 files, written and read by the HDF Group's library in WebAssembly. It sees no file of this machine: bytes come and go. A file
 * may keep it busy: whoever reads those of others does it in a thread.
 */
import h5wasm from 'h5wasm';
import type { Hdf5Content, Hdf5Limits } from './tree.ts';

type File = InstanceType<typeof h5wasm.File>;
type Group = Pick<
  File,
  'get' | 'keys' | 'attrs' | 'get_link' | 'get_external_link' | 'create_group' | 'create_dataset'
>;

const PLACE = 'file.h5';
const INTEGER = 0;
const FLOAT = 1;
const STRING = 3;
const DEPTH_MAX = 32;

/** What is wrong with a file, in words that follow on "Received: ". */
export class Refusal extends Error {}

export async function writeFile({ arrays, attributes }: Hdf5Content): Promise<Uint8Array> {
  const { FS } = await h5wasm.ready;
  const file = new h5wasm.File(PLACE, 'w');
  const groups = new Map<string, Group>([['', file]]);
  const groupOf = (path: string): Group => {
    const known = groups.get(path);
    if (known) return known;
    const [parent, name] = split(path);
    const made = groupOf(parent).create_group(name);
    groups.set(path, made);
    return made;
  };
  for (const [path, named] of Object.entries(attributes)) {
    const group = groupOf(path) as File;
    for (const [name, value] of Object.entries(named)) group.create_attribute(name, value as string);
  }
  for (const [path, { shape, values }] of Object.entries(arrays)) {
    const [parent, name] = split(path);
    groupOf(parent).create_dataset({ name, data: values, shape: [...shape], dtype: '<f4' });
  }
  file.close();
  const bytes = Uint8Array.from(FS.readFile(PLACE));
  FS.unlink(PLACE);
  return bytes;
}

function split(path: string): readonly [string, string] {
  const cut = path.lastIndexOf('/');
  return [path.slice(0, Math.max(0, cut)), path.slice(cut + 1)];
}

/** @throws Refusal, and what the library throws. */
export async function readFile(bytes: Uint8Array, limits: Hdf5Limits): Promise<Hdf5Content> {
  const library = await h5wasm.ready;
  library.FS.writeFile(PLACE, bytes);
  const content: Mutable = { arrays: Object.create(null), attributes: Object.create(null), entries: 0, bytes: 0 };
  // Without it, what cannot be read is whatever was in memory before.
  library.activate_throwing_error_handler();
  try {
    const file = new h5wasm.File(PLACE, 'r');
    readGroup(file, '', 0, content, limits);
    file.close();
  } finally {
    library.deactivate_throwing_error_handler();
    library.FS.unlink(PLACE);
  }
  return { arrays: content.arrays, attributes: content.attributes };
}

interface Mutable {
  readonly arrays: Record<string, { shape: number[]; values: Float32Array }>;
  readonly attributes: Record<string, Record<string, string | string[]>>;
  entries: number;
  bytes: number;
}

function readGroup(group: Group, path: string, depth: number, content: Mutable, limits: Hdf5Limits): void {
  if (depth > DEPTH_MAX) throw new Refusal(`groups within groups more than ${DEPTH_MAX} deep`);
  content.attributes[path] = wordsOf(group);
  for (const name of group.keys()) {
    const inner = path === '' ? name : `${path}/${name}`;
    if (limits.leftOut.some((start) => inner === start || inner.startsWith(`${start}/`))) continue;
    content.entries += 1;
    if (content.entries > limits.entriesMax) throw new Refusal(`more than ${limits.entriesMax} groups and arrays`);
    const entity = group.get(name);
    if (entity instanceof h5wasm.Group) readGroup(entity, inner, depth + 1, content, limits);
    else if (entity instanceof h5wasm.Dataset) readArray(entity, inner, content, limits);
    else throw new Refusal(`a link or a type of its own at ${JSON.stringify(inner)}`);
  }
}

function wordsOf(group: Group): Record<string, string | string[]> {
  const words: Record<string, string | string[]> = {};
  for (const [name, attribute] of Object.entries(group.attrs)) {
    if (attribute.metadata.type !== STRING) continue;
    const { value } = attribute;
    if (typeof value === 'string') words[name] = value;
    else if (Array.isArray(value)) words[name] = value.map(String);
  }
  return words;
}

/** Numbers that are no weights, such as a text, are left out. */
function readArray(
  dataset: InstanceType<typeof h5wasm.Dataset>,
  path: string,
  content: Mutable,
  { bytesMax }: Hdf5Limits,
): void {
  const { metadata, shape } = dataset;
  if ((metadata.type !== FLOAT && metadata.type !== INTEGER) || !shape) return;
  if (metadata.virtual_sources) throw new Refusal(`numbers of other files at ${JSON.stringify(path)}`);
  content.bytes += shape.reduce((size, length) => size * length, 1) * Float32Array.BYTES_PER_ELEMENT;
  if (!(content.bytes <= bytesMax)) throw new Refusal(`more than ${bytesMax} bytes of numbers`);
  const { value } = dataset;
  if (typeof value === 'number') content.arrays[path] = { shape: [], values: Float32Array.of(value) };
  else if (ArrayBuffer.isView(value))
    content.arrays[path] = { shape: [...shape], values: Float32Array.from(value as Float32Array, Number) };
}
