/** What a worker and its importer say to each other over their channel. */
import type { ImportSpecification } from '../../queue/index.ts';
import type { CommonMessage } from '../child.ts';

export interface ImportOrder {
  readonly type: 'import';
  readonly jobId: string;
  readonly requestId: string;
  readonly attempt: number;
  readonly specification: ImportSpecification;
  /** An empty folder, which the worker removes. */
  readonly workspace: string;
}

export type ImporterOrder =
  | ImportOrder
  /** The job is still this worker's: what was imported may be published. */
  | { readonly type: 'publish' };

export type ImporterMessage =
  | CommonMessage
  | { readonly type: 'importing' }
  | {
      readonly type: 'progress';
      readonly fraction: number;
      readonly etaSeconds: number | null;
      readonly message: string;
    }
  /** Everything is in storage; waits for leave to publish. */
  | { readonly type: 'imported' }
  | { readonly type: 'published' };
