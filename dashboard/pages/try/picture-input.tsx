/** A picture to predict: drawn here, where the model takes grey ones, or a file. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { centredPicture, type Grey, paint, pngOf } from './centred-picture.ts';
import { DrawPad } from './draw-pad.tsx';
import { DropFile } from './drop-file.tsx';
import type { InputProps } from './try-version.tsx';

/** Larger pictures are photographs rather than drawings. */
const DRAWN_SIDE_MAX = 64;
const PREVIEW_SIDE = 320;

export function PictureInput({ version, onAsk }: InputProps) {
  const { preprocessing } = version;
  if (preprocessing.kind !== 'image') return null;
  const { width, height, channels } = preprocessing;
  const mayDraw = channels === 1 && Math.max(width, height) <= DRAWN_SIDE_MAX;
  const [way, setWay] = useState<'draw' | 'file'>(mayDraw ? 'draw' : 'file');
  const [seen, setSeen] = useState<Grey>();
  const [file, setFile] = useState<File>();

  const drawn = (canvas: HTMLCanvasElement): void => {
    const picture = centredPicture(canvas, width, height);
    setSeen(picture);
    onAsk(picture && { body: JSON.stringify({ instances: [{ b64: pngOf(picture) }] }), type: 'application/json' });
  };
  const chosen = (next: File): void => {
    setFile(next);
    onAsk({ body: next, type: next.type || 'image/png', fileName: next.name });
  };
  const turn = (next: 'draw' | 'file'): void => {
    setWay(next);
    setSeen(undefined);
    setFile(undefined);
    onAsk(undefined);
  };

  return (
    <>
      {mayDraw && (
        <fieldset class="choices">
          <legend class="visually-hidden">Draw, or give a file</legend>
          <button type="button" aria-pressed={way === 'draw'} onClick={() => turn('draw')}>
            Draw
          </button>
          <button type="button" aria-pressed={way === 'file'} onClick={() => turn('file')}>
            Picture file
          </button>
        </fieldset>
      )}
      {way === 'draw' ? (
        <div class="drawing">
          <DrawPad onDraw={drawn} />
          <figure class="seen">
            <GreyPicture picture={seen} width={width} height={height} />
            <figcaption class="faint">
              What it sees: {width} × {height} pixels, centred
            </figcaption>
          </figure>
        </div>
      ) : (
        <>
          <DropFile title="Drop a picture here" accept="image/*" onFile={chosen} />
          {file && <FilePicture file={file} />}
        </>
      )}
    </>
  );
}

function GreyPicture({
  picture,
  width,
  height,
}: {
  readonly picture: Grey | undefined;
  readonly width: number;
  readonly height: number;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (canvas.current)
      paint(canvas.current, picture ?? { width, height, values: new Uint8ClampedArray(width * height) });
  }, [picture, width, height]);
  return (
    <div aria-hidden="true">
      <canvas ref={canvas} width={width} height={height} class="pixels" />
    </div>
  );
}

/** A file as the browser shows it: drawn, since the page takes pictures from nowhere but its service. */
export function FilePicture({ file, side = PREVIEW_SIDE }: { readonly file: Blob; readonly side?: number }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    let isWanted = true;
    const show = async (): Promise<void> => {
      const picture = await createImageBitmap(file);
      if (!isWanted || !canvas.current) return;
      const scale = Math.min(1, side / Math.max(picture.width, picture.height));
      canvas.current.width = Math.max(1, Math.round(picture.width * scale));
      canvas.current.height = Math.max(1, Math.round(picture.height * scale));
      canvas.current.getContext('2d')?.drawImage(picture, 0, 0, canvas.current.width, canvas.current.height);
    };
    // What the browser cannot read, the service may: its answer says so.
    show().catch(() => undefined);
    return () => {
      isWanted = false;
    };
  }, [file, side]);
  return (
    <div aria-hidden="true">
      <canvas ref={canvas} width={1} height={1} class="pixels" />
    </div>
  );
}
