/** The first things that a stranger can do. */
import { Link } from 'wouter-preact';
import { useResource } from '../../parts/resource.tsx';
import { client } from '../../service.ts';

const EVERY_MS = 5000;

export function Begin() {
  const models = useResource('models', (signal) => client().models({ signal }), { everyMs: EVERY_MS });
  const digits = models.data?.some(({ name }) => name === 'digits');
  return (
    <nav class="begin" aria-label="Where to begin">
      <Link class="begin-card" href={digits ? '/try/digits' : '/try'}>
        <strong>{digits ? 'Draw a digit' : 'Try a model'}</strong>
        <span>{digits ? 'and see what the model reads, as you draw' : 'with a picture, a text, a row, a sound'}</span>
      </Link>
      <Link class="begin-card" href="/new">
        <strong>Start a job</strong>
        <span>Choose data and a network, and watch it learn</span>
      </Link>
      <Link class="begin-card" href="/datasets">
        <strong>Upload a CSV</strong>
        <span>or pictures, sounds, texts, series</span>
      </Link>
      <div class="begin-links">
        <a href="/docs">API documentation</a>
        <a href="/queues">Queues</a>
        <a href="/metrics">Metrics</a>
      </div>
    </nav>
  );
}
