/**
 * From flags to the request of a job, and from the pointers of an error back to flags. Any field can be set by its path; the
 * usual ones have a flag of their own. Checks nothing that the service checks better.
 */
import { readFileSync } from 'node:fs';
import { parse as parseYaml } from 'yaml';
import type { JobRequest } from '../client/index.ts';
import { UsageError } from './errors.ts';

export interface JobFlags {
  readonly model?: string;
  readonly network?: string;
  readonly epochs?: number;
  readonly batchSize?: number;
  readonly optimizer?: string;
  readonly learningRate?: number;
  readonly seed?: number;
  readonly target?: string;
  readonly features?: string[];
  readonly base?: string;
  readonly priority?: number;
  readonly metadata: string[];
  readonly set: string[];
  readonly from?: string;
}

/** Flags by the path of the field that they set. */
const FLAGS: Readonly<Record<string, string>> = {
  dataset: 'DATA',
  model: '--model',
  network: '--network',
  target: '--target',
  features: '--features',
  baseModel: '--base',
  priority: '--priority',
  metadata: '--metadata',
  'training.epochs': '--epochs',
  'training.batchSize': '--batch-size',
  'training.optimizer': '--optimizer',
  'training.optimizer.learningRate': '--learning-rate',
  'training.seed': '--seed',
};

const FILE_BYTES_MAX = 1024 * 1024;
const INDEX_MAX = 10_000;
const FORBIDDEN = ['__proto__', 'constructor', 'prototype'];

type Node = Record<string, unknown> | unknown[];

/** The file, then the flags, then `--set`: what is said later and closer counts. @param base what they are added to. */
export function requestOf(flags: JobFlags, base: Readonly<Partial<JobRequest>> = {}): Partial<JobRequest> {
  const request: Record<string, unknown> = structuredClone({
    ...base,
    ...(flags.from !== undefined && readRequest(flags.from)),
  });
  const values: [string, unknown][] = [
    ['model', flags.model],
    ['network', flags.network],
    ['target', flags.target],
    ['features', flags.features],
    ['baseModel', flags.base],
    ['priority', flags.priority],
    ['training.epochs', flags.epochs],
    ['training.batchSize', flags.batchSize],
    ['training.optimizer', flags.optimizer],
    ['training.optimizer.learningRate', flags.learningRate],
    ['training.seed', flags.seed],
    ...flags.metadata.map((text): [string, unknown] => {
      const [key, value] = pairOf(text, '--metadata');
      return [`metadata.${key}`, value];
    }),
  ];
  for (const [path, value] of values) if (value !== undefined) setField(request, path, value);
  for (const text of flags.set) {
    const [path, value] = pairOf(text, '--set');
    setField(request, path, readValue(value));
  }
  return request as Partial<JobRequest>;
}

/** `KEY=VALUE`. @throws UsageError */
export function pairOf(text: string, flag: string): [string, string] {
  const at = text.indexOf('=');
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  throw new UsageError(`Expected ${flag} NAME=VALUE. Received: "${text}".`);
}

/** JSON where it is some (`0.01`, `true`, `null`, `[1,2]`, `{"type":"adam"}`), else a text. */
export function readValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** @param path `training.optimizer.learningRate`, `network.layers.0.units` or `network.layers[0].units` */
export function setField(target: Record<string, unknown>, path: string, value: unknown): void {
  const keys = path.replace(/\[(\d+)\]/g, '.$1').split('.');
  if (keys.some((key) => key === '' || FORBIDDEN.includes(key)))
    throw new UsageError(`Expected a path such as training.optimizer.learningRate. Received: "${path}".`);
  let node: Node = target;
  for (const [depth, key] of keys.entries()) {
    if (Array.isArray(node) && !(/^\d+$/.test(key) && Number(key) <= Math.min(node.length, INDEX_MAX))) {
      throw new UsageError(
        `Expected in "${path}" an index of at most ${node.length} for "${key}", as there is a list.`,
      );
    }
    const fields = node as Record<string, unknown>;
    if (depth === keys.length - 1) fields[key] = value;
    else node = fields[key] = openUp(fields[key], keys.slice(0, depth + 1).join('.'));
  }
}

/** A field that is to have fields: a network or an optimizer that was named becomes the object that its name is short for. */
function openUp(value: unknown, path: string): Node {
  if (typeof value === 'object' && value !== null) return value as Node;
  if (path === 'training.optimizer') return { type: value ?? 'adam' };
  if (path === 'network' && typeof value === 'string') return { preset: value };
  if (value === undefined) return {};
  throw new UsageError(`Expected "${path}" to be an object, to set a field of it. Received: ${JSON.stringify(value)}.`);
}

/** JSON is YAML, too. @param file `-` is stdin */
export function readObject(file: string, flag: string): Record<string, unknown> {
  let text: string;
  try {
    text = readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    throw new UsageError(`Expected ${flag} to name a file that can be read. Received: ${(error as Error).message}`);
  }
  if (text.length > FILE_BYTES_MAX)
    throw new UsageError(`Expected ${flag} to have at most 1 MiB. Received: ${text.length} characters.`);
  let value: unknown;
  try {
    value = parseYaml(text, { maxAliasCount: 100 });
  } catch (error) {
    throw new UsageError(`Expected ${flag} ${file} to be JSON or YAML. Received: ${(error as Error).message}`);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new UsageError(
    `Expected ${flag} ${file} to hold the fields of a request. Received: ${JSON.stringify(value)?.slice(0, 80)}.`,
  );
}

function readRequest(file: string): Record<string, unknown> {
  return readObject(file, '--from');
}

/** Where an error points, as it would be typed. @param pointer a JSON Pointer: `/training/epochs` */
export function flagOf(pointer: string): string {
  const path = pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
    .join('.');
  if (path === '') return 'the request';
  const [whole, top] = [FLAGS[path], path.split('.')[0] ?? ''];
  if (whole) return whole;
  return top in FLAGS || /^(training|split|preprocessing|task|freeze|webhook)\b/.test(path) ? `--set ${path}` : path;
}
