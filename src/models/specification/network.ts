/**
 * How a request says its network: by a preset's name, by a preset with its settings, layer by layer, or by leaving the choice
 * of a preset to the service.
 */
import Type, { type Static } from 'typebox';
import { Layer } from './layers/index.ts';

const LAYERS_MAX = 256;

const Units = Type.Integer({ minimum: 1, maximum: 16_384 });
const UnitsList = Type.Array(Units, { minItems: 1, maxItems: 16 });
/** The share of numbers that a dropout layer after each hidden layer sets to zero in training. */
const Dropout = Type.Optional(Type.Number({ minimum: 0, exclusiveMaximum: 1 }));

export const PRESETS = ['mlp', 'cnn', 'lstm'] as const;
export type PresetName = (typeof PRESETS)[number];

export const MlpPreset = Type.Object(
  { preset: Type.Literal('mlp'), units: Type.Optional(UnitsList), dropout: Dropout },
  { additionalProperties: false },
);

export const CnnPreset = Type.Object(
  { preset: Type.Literal('cnn'), filters: Type.Optional(UnitsList), units: Type.Optional(UnitsList), dropout: Dropout },
  { additionalProperties: false },
);

export const LstmPreset = Type.Object(
  { preset: Type.Literal('lstm'), lstmUnits: Type.Optional(Units), units: Type.Optional(UnitsList), dropout: Dropout },
  { additionalProperties: false },
);

export const LayerList = Type.Object(
  { layers: Type.Array(Layer, { minItems: 1, maxItems: LAYERS_MAX }) },
  { additionalProperties: false },
);

const PresetName = Type.Enum([...PRESETS]);

export const Network = Type.Union([Type.Literal('auto'), PresetName, MlpPreset, CnnPreset, LstmPreset, LayerList]);
export type Network = Static<typeof Network>;
/** With `"auto"` decided, by `chooseNetwork`. */
export type ChosenNetwork = Exclude<Network, 'auto'>;
export type Preset = Static<typeof MlpPreset> | Static<typeof CnnPreset> | Static<typeof LstmPreset>;
