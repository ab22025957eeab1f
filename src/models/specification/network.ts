/**
 * How a request says its network: by a preset's name, by a preset with its settings, or layer by layer.
 */
import Type, { type Static } from 'typebox';
import { Layer } from './layers.ts';

const LAYERS_MAX = 256;

const Units = Type.Integer({ minimum: 1, maximum: 16_384 });
const UnitsList = Type.Array(Units, { minItems: 1, maxItems: 16 });

export const PRESETS = ['mlp', 'cnn', 'lstm'] as const;
export type PresetName = (typeof PRESETS)[number];

export const MlpPreset = Type.Object(
  { preset: Type.Literal('mlp'), units: Type.Optional(UnitsList) },
  { additionalProperties: false },
);

export const CnnPreset = Type.Object(
  { preset: Type.Literal('cnn'), filters: Type.Optional(UnitsList), units: Type.Optional(UnitsList) },
  { additionalProperties: false },
);

export const LstmPreset = Type.Object(
  { preset: Type.Literal('lstm'), lstmUnits: Type.Optional(Units), units: Type.Optional(UnitsList) },
  { additionalProperties: false },
);

export const LayerList = Type.Object(
  { layers: Type.Array(Layer, { minItems: 1, maxItems: LAYERS_MAX }) },
  { additionalProperties: false },
);

const PresetName = Type.Enum([...PRESETS]);

export const Network = Type.Union([PresetName, MlpPreset, CnnPreset, LstmPreset, LayerList]);
export type Network = Static<typeof Network>;
export type Preset = Static<typeof MlpPreset> | Static<typeof CnnPreset> | Static<typeof LstmPreset>;
