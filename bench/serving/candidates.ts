/** Who serves the networks beside us: which command starts each, and how it wants to be asked. */
import { fileURLToPath } from 'node:url';
import type { PeersPython, provideServingPythons } from '../peers/python.ts';
import type { LoadRequest } from './load.ts';

export const NETWORKS = ['mlp', 'cnn', 'lstm'] as const;
export type NetworkName = (typeof NETWORKS)[number];

/** How one picture is sent. */
export type Form = 'json' | 'binary';

export interface Candidate {
  readonly name: string;
  /** Ours is there already, and has no command. */
  readonly command?: readonly string[];
  readonly missing?: string;
  readonly networks: readonly NetworkName[];
  readonly requests: Partial<Record<Form, Omit<LoadRequest, 'port'>>>;
  /** What others are measured by: `floor` computes nothing. */
  readonly role: 'ours' | 'floor' | 'peer';
}

const JSON_TYPE = { 'content-type': 'application/json' };
const BYTES_TYPE = { 'content-type': 'application/octet-stream' };
const PEER_NETWORKS = ['mlp', 'cnn'] as const;

/**
 * @param pixels of one picture, 28 × 28.
 * @param folder with the networks for the peers.
 */
export function candidatesFor(
  network: NetworkName,
  pixels: Uint8Array,
  folder: string,
  pythons: Awaited<ReturnType<typeof provideServingPythons>>,
): Candidate[] {
  const rows = Array.from({ length: 28 }, (_, row) =>
    [...pixels.subarray(row * 28, (row + 1) * 28)].map((value) => [value]),
  );
  const json = Buffer.from(JSON.stringify({ instances: [rows] }));
  const floats = Buffer.from(Float32Array.from(pixels).buffer);
  const flat = [{ name: 'pixels', shape: [1, 28, 28, 1], datatype: 'FP32', data: [...pixels] }];
  const inference = Buffer.from(JSON.stringify({ inputs: flat }));
  const asked = (path: string, body: Buffer, headers = JSON_TYPE) => ({ path, headers, body });
  const peer = (name: string, kind: string, python: PeersPython, requests: Candidate['requests']): Candidate => {
    const command = 'python' in python ? [python.python, PEER, kind, network, folder, 'PORT'] : undefined;
    const missing = 'missing' in python ? { missing: python.missing } : {};
    return { name, role: 'peer', networks: PEER_NETWORKS, requests, ...(command && { command }), ...missing };
  };
  const { serving, bentoml, mlserver } = pythons;
  const predict = { json: asked('/predict', json) };
  const echo = [process.execPath, ECHO, 'PORT'];
  const floor = { role: 'floor', command: echo, networks: ['mlp'] } as const;
  return [
    {
      ...{ name: 'epochd', role: 'ours', networks: NETWORKS },
      requests: { json: asked(`/v1/models/${network}:predict`, json), binary: binaryInference(network, floats) },
    },
    { ...floor, name: 'bare Fastify, which parses the body', requests: { json: asked('/json', json) } },
    {
      ...{ ...floor, name: 'bare Fastify, which only receives it' },
      requests: { json: asked('/bytes', json), binary: asked('/binary', floats, BYTES_TYPE) },
    },
    peer('FastAPI + Keras, as in tutorials', 'keras', serving, predict),
    peer('FastAPI + Keras, `tf.function`, async', 'keras-function', serving, predict),
    peer('FastAPI + ONNX Runtime', 'onnx', serving, predict),
    peer('FastAPI + ONNX Runtime, async', 'onnx-async', serving, {
      ...predict,
      binary: asked('/binary', floats, BYTES_TYPE),
    }),
    peer('LitServe (ONNX Runtime, batching)', 'litserve', serving, predict),
    peer('BentoML (ONNX Runtime, adaptive batching)', 'bentoml', bentoml, predict),
    peer('MLServer (ONNX Runtime, batching)', 'mlserver', mlserver, {
      json: asked(`/v2/models/${network}/infer`, inference),
    }),
  ];
}

const PEER = fileURLToPath(new URL('../peers/serve_peer.py', import.meta.url));
const ECHO = fileURLToPath(new URL('echo.js', import.meta.url));

/** The Open Inference Protocol with its binary extension. */
function binaryInference(network: NetworkName, floats: Buffer): Omit<LoadRequest, 'port'> {
  const input = {
    name: 'image',
    shape: [1, 28, 28, 1],
    datatype: 'FP32',
    parameters: { binary_data_size: floats.length },
  };
  const head = Buffer.from(JSON.stringify({ parameters: { binary_data_output: true }, inputs: [input] }));
  const headers = { ...BYTES_TYPE, 'inference-header-content-length': String(head.length) };
  return { path: `/v2/models/${network}/infer`, headers, body: Buffer.concat([head, floats]) };
}
