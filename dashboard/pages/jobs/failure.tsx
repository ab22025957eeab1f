/** Why a job failed, and what can be done about it. */
import { Link } from 'wouter-preact';
import type { JobData } from '../../../client/types.ts';

/** By the service's codes. */
const ADVICE: Readonly<Record<string, string>> = {
  ERR_LOSS_DIVERGED:
    'Train again with a smaller learning rate (a tenth of it is a good first try), with clipping of gradients, or with targets and inputs that have no extreme values.',
  ERR_TRAINER_MEMORY:
    'Train again with a smaller batch or network, or raise TRAINER_MEMORY_BYTES where the machine has more.',
  ERR_TRAINER_DIED:
    "The training's process ended several times without getting further. The worker's log has its last words; memory that ran out is the usual cause.",
  ERR_TRAINING:
    'The rows do not fit what was asked for. The message names the field or the row: change the settings or the data.',
  ERR_DATA: 'Mend what the message names in the file, or set the option that reads it as it is, and upload it again.',
  ERR_DATASET_UNKNOWN: 'Upload the dataset again, or train on one that is there.',
  ERR_DATASET_BROKEN: 'Files of the dataset are not as they were written. Delete it and upload it again.',
  ERR_DATASET_MISFIT:
    'The rows are not such as the version can be used on: choose another dataset, or another version.',
  ERR_VERSION_UNKNOWN: 'The version is gone. Start from one that is there.',
  ERR_NETWORK: 'Change the network at the layer that the message names.',
  ERR_IMPORTER_DIED:
    "The import's process ended several times. A file that needs more than IMPORT_MEMORY_BYTES is the usual cause.",
  ERR_SCORER_DIED: "The process ended several times; the worker's log has its last words.",
  ERR_UNAVAILABLE: 'Redis or the storage was away for too long. Once they are back, ask for the same again.',
};

export function FailureCard({ job, error }: { readonly job: JobData; readonly error: NonNullable<JobData['error']> }) {
  const { kind, dataset } = job;
  return (
    <section class="note note-bad" aria-labelledby="failure-title">
      <h2 id="failure-title">Why it failed</h2>
      <p>{error.message}</p>
      <p>
        <strong>What to do: </strong>
        {ADVICE[error.code] ?? 'Look into the log below, and that of the worker; then ask for the same again.'}
      </p>
      <div class="row">
        <small>{error.code}</small>
        {kind === 'import' && <Link href="/datasets">Upload again</Link>}
        {kind === 'train' && <Link href={`/datasets/${dataset}`}>{`Look at ${dataset}`}</Link>}
      </div>
    </section>
  );
}
