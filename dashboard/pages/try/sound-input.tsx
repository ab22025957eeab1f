/** A sound to predict: a WAV file, shown as its wave, and played. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { messageOf } from '../../service.ts';
import { DropFile } from './drop-file.tsx';
import type { InputProps } from './try-version.tsx';

const WIDTH = 600;
const HEIGHT = 120;

export function SoundInput({ onAsk }: InputProps) {
  const [sound, setSound] = useState<AudioBuffer>();
  const [problem, setProblem] = useState('');
  const chosen = async (file: File): Promise<void> => {
    onAsk({ body: file, type: 'audio/wav', fileName: file.name });
    setProblem('');
    setSound(undefined);
    try {
      setSound(await new OfflineAudioContext(1, 1, 44_100).decodeAudioData(await file.arrayBuffer()));
    } catch (error) {
      setProblem(`This browser cannot play it: ${messageOf(error)}`);
    }
  };
  return (
    <>
      <DropFile title="Drop a WAV file here" accept="audio/wav,.wav" onFile={(file) => void chosen(file)} />
      {problem !== '' && <p class="faint">{problem}</p>}
      {sound && (
        <>
          <Wave sound={sound} />
          <div class="row">
            <button type="button" onClick={() => play(sound)}>
              Play
            </button>
            <span class="faint">{sound.duration.toFixed(2)} s</span>
          </div>
        </>
      )}
    </>
  );
}

function Wave({ sound }: { readonly sound: AudioBuffer }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const samples = sound.getChannelData(0);
    const each = samples.length / WIDTH;
    context.clearRect(0, 0, WIDTH, HEIGHT);
    context.fillStyle = getComputedStyle(document.documentElement).getPropertyValue('--series-1');
    for (let x = 0; x < WIDTH; x++) {
      let level = 0;
      for (let at = Math.floor(x * each); at < (x + 1) * each && at < samples.length; at++)
        level = Math.max(level, Math.abs(samples[at] ?? 0));
      const tall = Math.max(1, level * HEIGHT);
      context.fillRect(x, (HEIGHT - tall) / 2, 1, tall);
    }
  }, [sound]);
  return (
    <div aria-hidden="true">
      <canvas ref={canvas} width={WIDTH} height={HEIGHT} class="wave" />
    </div>
  );
}

function play(sound: AudioBuffer): void {
  const context = new AudioContext();
  const source = new AudioBufferSourceNode(context, { buffer: sound });
  source.connect(context.destination);
  source.onended = () => void context.close();
  source.start();
}
