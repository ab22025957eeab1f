/** One dataset: what was understood of it, a look at its rows, and what can be done with it. */
import { useState } from 'preact/hooks';
import { Link, useLocation } from 'wouter-preact';
import type { DatasetData } from '../../../client/index.ts';
import { Confirm } from '../../parts/dialog.tsx';
import { bytes, number, since } from '../../parts/format.ts';
import { Facts, Status } from '../../parts/notes.tsx';
import { Failure, Loaded, useResource } from '../../parts/resource.tsx';
import { client } from '../../service.ts';
import '../../style/forms.css';
import '../../style/datasets.css';
import { ClassBalance } from './classes.tsx';
import { Columns } from './columns.tsx';
import { Importing } from './importing.tsx';
import { rowsOf } from './list.tsx';
import { Rows } from './rows.tsx';
import { Upload } from './upload.tsx';

const EVERY_MS = 1000;

export function Dataset({ params: { name = '' } }: { readonly params: Readonly<Record<string, string>> }) {
  // It changes no more once it is there.
  const [status, setStatus] = useState<string>();
  const isSettled = status === 'ready' || status === 'failed';
  const dataset = useResource(
    `dataset ${name}`,
    async (signal) => {
      const data = await client().datasets.get(name, { signal });
      setStatus(data.status);
      return data;
    },
    isSettled ? {} : { everyMs: EVERY_MS },
  );
  return (
    <div class="stack">
      <nav aria-label="Where this is">
        <Link href="/datasets">Datasets</Link>
      </nav>
      <Loaded of={dataset}>
        {(data) => (
          <Known
            of={data}
            onSent={() => {
              setStatus(undefined);
              dataset.refresh();
            }}
          />
        )}
      </Loaded>
    </div>
  );
}

function Known({ of, onSent }: { readonly of: DatasetData; onSent(): void }) {
  const { name, kind, status, warnings, job, error } = of;
  return (
    <>
      <div class="row spread">
        <div class="row">
          <h1>{name}</h1>
          <Status status={status} />
        </div>
        <Actions of={of} />
      </div>
      {status === 'importing' && job !== null && <Importing job={job} />}
      {status === 'failed' && (
        <div class="note note-bad" role="alert">
          <p>{error?.message}</p>
          <p>Put it right, in the file or by the options of the upload, and upload it again: the name is free.</p>
        </div>
      )}
      {status === 'failed' && <Upload title="Upload it again" named={name} onSent={onSent} />}
      {status === 'ready' && (
        <>
          <section class="card">
            <Facts of={factsOf(of)} />
          </section>
          {warnings.length > 0 && (
            <section class="note note-warn" aria-label="Warnings">
              <strong>
                {warnings.length === 1 ? 'Before you train' : `Before you train: ${warnings.length} things to look at`}
              </strong>
              <ul>
                {warnings.map((warning) => (
                  <li key={warning}>{warning}</li>
                ))}
              </ul>
            </section>
          )}
          {of.classes.length > 0 && <ClassBalance classes={of.classes} />}
          {of.columns && <Columns of={of} columns={of.columns} />}
          <Rows of={of} kind={kind ?? 'tensor'} />
        </>
      )}
    </>
  );
}

function Actions({ of: { name, status, job } }: { readonly of: DatasetData }) {
  const [, go] = useLocation();
  const [asks, setAsks] = useState(false);
  const [error, setError] = useState<unknown>();
  const remove = async (): Promise<void> => {
    try {
      await client().datasets.remove(name);
      go('/datasets');
    } catch (cause) {
      setError(cause);
    }
  };
  return (
    <div class="row">
      {status === 'ready' && (
        <Link class="button primary" href={`/new?dataset=${encodeURIComponent(name)}`}>
          Train on this
        </Link>
      )}
      {status !== 'importing' && job !== null && (
        <button type="button" class="danger" onClick={() => setAsks(true)}>
          Delete
        </button>
      )}
      <Confirm
        title={`Delete ${name}?`}
        text="Its rows are gone then. Versions of models that were trained on it stay."
        action="Delete"
        isDangerous
        isOpen={asks}
        onClose={() => setAsks(false)}
        onConfirm={() => void remove()}
      />
      {error !== undefined && <Failure error={error} />}
    </div>
  );
}

function factsOf(of: DatasetData): Record<string, string> {
  const { kind, rows, schema, classes, createdAt } = of;
  const parts = rows !== null && typeof rows === 'object' ? Object.entries(rows) : [];
  const told = Object.entries(schema ?? {}).filter(([, value]) => value !== undefined && value !== null);
  return {
    Kind: kind ?? '–',
    Rows: number(rowsOf(of)),
    ...(parts.length > 0 && { Parts: parts.map(([part, count]) => `${number(count)} ${part}`).join(', ') }),
    ...(classes.length > 0 && { Classes: number(classes.length) }),
    ...Object.fromEntries(told.map(([key, value]) => [titleOf(key), readingOf(value)])),
    Size: bytes(of.bytes),
    ...(Date.parse(createdAt) > 0 && { Made: since(createdAt) }),
  };
}

/** `sampleRate` is Sample rate. */
function titleOf(key: string): string {
  const words = key.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function readingOf(value: unknown): string {
  if (typeof value === 'number') return number(value);
  if (!Array.isArray(value)) return String(value);
  // Shapes; and names.
  return value.join(value.every((each) => typeof each === 'number') ? ' × ' : ', ');
}
