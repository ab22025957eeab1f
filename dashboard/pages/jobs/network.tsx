/** The network of a training as a diagram: what comes after what, in which shape, with how many parameters. */
import { dataOf } from '../../../client/http.ts';
import { number } from '../../parts/format.ts';
import { wordsOf } from '../../parts/job-words.ts';
import { Loaded, useResource } from '../../parts/resource.tsx';
import { client } from '../../service.ts';
import { type LayerData, levelsOf } from './levels.ts';

export function NetworkCard({ id }: { readonly id: string }) {
  const network = useResource(`network ${id}`, (signal) =>
    dataOf(client().http.GET('/v1/jobs/{id}/network', { params: { path: { id } }, signal })),
  );
  return (
    <section class="card" aria-labelledby="network-title">
      <h2 id="network-title">Network</h2>
      <Loaded of={network}>
        {(data) => (
          <>
            <p class="faint">{`${data.layers.length} layers, ${number(data.parameters)} parameters.`}</p>
            <ol class="layers">
              <li class="layer-level">
                <div class="layer layer-input">
                  <strong>input</strong>
                  <span class="layer-shape">{shapeOf(data.inputShape)}</span>
                </div>
              </li>
              {levelsOf(data.layers).map((level) => (
                <li key={level[0]?.name} class="layer-level">
                  {level.map((layer) => (
                    <LayerBox
                      key={layer.name}
                      layer={layer}
                      all={data.parameters}
                      tells={level.length > 1 || layer.inputs.length > 1}
                    />
                  ))}
                </li>
              ))}
            </ol>
          </>
        )}
      </Loaded>
    </section>
  );
}

interface LayerBoxProps {
  readonly layer: LayerData;
  readonly all: number;
  /** Whether it says what it takes: in a chain that is the one before. */
  readonly tells: boolean;
}

function LayerBox({ layer, all, tells }: LayerBoxProps) {
  const { name, type, inputs, outputShape, parameters } = layer;
  return (
    <div class="layer">
      <strong>{wordsOf(type)}</strong>
      <span class="layer-shape">{shapeOf(outputShape)}</span>
      <small class="faint">{name}</small>
      <small class="faint layer-parameters">{parameters > 0 ? `${number(parameters)} parameters` : ''}</small>
      {tells && <small class="faint layer-takes">{`takes ${inputs.join(', ')}`}</small>}
      <span class="layer-share" style={{ width: `${all > 0 ? (100 * parameters) / all : 0}%` }} />
    </div>
  );
}

function shapeOf(shape: readonly number[]): string {
  return shape.join(' × ') || '1';
}
