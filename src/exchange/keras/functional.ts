/** Layers in Keras' functional form: a network's configuration, as `config.json` and TensorFlow.js' topology have it. */
import type { Config, Dialect } from './graph.ts';
import { kerasOrder } from './order.ts';
import { writeLayer } from './write-layer.ts';
import { INPUT, type WritableLayer, type WritableNetwork } from './written-network.ts';

/** The layers in the order in which Keras will have them, after its input layer. */
export function orderedLayers({ layers }: WritableNetwork): WritableLayer[] {
  const last = layers.at(-1)?.name ?? INPUT;
  const byName = new Map(layers.map((layer) => [layer.name, layer]));
  const all = [{ name: INPUT, inputs: [] as readonly string[] }, ...layers];
  return kerasOrder(all, last).flatMap(({ name }) => byName.get(name) ?? []);
}

/** @param name of the model. */
export function functionalConfig(network: WritableNetwork, name: string, dialect: Dialect): Config {
  const { layers, inputShape } = network;
  const shapes = new Map([[INPUT, inputShape], ...layers.map((layer) => [layer.name, layer.outputShape] as const)]);
  const written = orderedLayers(network).map(({ name: layerName, inputs, is }) => {
    const { className, config } =
      is.type === 'keras'
        ? { className: is.className, config: { name: layerName, dtype: 'float32', ...is.config } }
        : writeLayer(is, layerName, dialect);
    return {
      ...(dialect === 'keras' && { module: 'keras.layers', registered_name: null }),
      ...{ class_name: className, config, name: layerName },
      inbound_nodes: inboundNodes(inputs, shapes, dialect),
    };
  });
  const config = {
    ...{ name, trainable: true },
    layers: [inputLayer(inputShape, dialect), ...written],
    input_layers: dialect === 'keras' ? [INPUT, 0, 0] : [[INPUT, 0, 0]],
    output_layers: dialect === 'keras' ? [layers.at(-1)?.name, 0, 0] : [[layers.at(-1)?.name, 0, 0]],
  };
  if (dialect === 'tfjs') return { class_name: 'Model', config };
  return { module: 'keras.src.models.functional', class_name: 'Functional', config, registered_name: 'Functional' };
}

function inputLayer(inputShape: readonly number[], dialect: Dialect): Config {
  const shape = [null, ...inputShape];
  if (dialect === 'tfjs') {
    const config = { batch_input_shape: shape, dtype: 'float32', sparse: false, name: INPUT };
    return { class_name: 'InputLayer', config, name: INPUT, inbound_nodes: [] };
  }
  const config = { batch_shape: shape, dtype: 'float32', sparse: false, name: INPUT };
  const keras = { module: 'keras.layers', class_name: 'InputLayer', config, registered_name: null };
  return { ...keras, name: INPUT, inbound_nodes: [] };
}

function inboundNodes(inputs: readonly string[], shapes: ReadonlyMap<string, readonly number[]>, dialect: Dialect) {
  if (dialect === 'tfjs') return [inputs.map((input) => [input, 0, 0, {}])];
  const tensors = inputs.map((input) => ({
    class_name: '__keras_tensor__',
    config: { shape: [null, ...(shapes.get(input) ?? [])], dtype: 'float32', keras_history: [input, 0, 0] },
  }));
  return [{ args: tensors.length === 1 ? tensors : [tensors], kwargs: {} }];
}
