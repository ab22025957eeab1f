/** The sections of the dashboard, in the order of its navigation; and the pages of each by their paths. */
import type { ComponentType } from 'preact';
import { Dataset } from './pages/datasets/dataset.tsx';
import { Datasets } from './pages/datasets/list.tsx';
import { CompareJobs } from './pages/jobs/compare.tsx';
import { JobPage } from './pages/jobs/job.tsx';
import { Jobs } from './pages/jobs/jobs.tsx';
import { ModelPage } from './pages/models/model-page.tsx';
import { Models } from './pages/models/models.tsx';
import { VersionPage } from './pages/models/version-page.tsx';
import { NewJob } from './pages/new/page.tsx';
import { Overview } from './pages/overview.tsx';
import { Sweeps } from './pages/sweeps/list.tsx';
import { Sweep } from './pages/sweeps/sweep.tsx';
import { Try } from './pages/try/try.tsx';

export interface Section {
  readonly href: string;
  readonly title: string;
  /** By patterns as wouter reads them. */
  readonly routes: Readonly<Record<string, ComponentType<{ readonly params: Readonly<Record<string, string>> }>>>;
}

export const SECTIONS: readonly Section[] = [
  { href: '/', title: 'Overview', routes: { '/': Overview } },
  { href: '/new', title: 'New job', routes: { '/new': NewJob } },
  { href: '/jobs', title: 'Jobs', routes: { '/jobs': Jobs, '/jobs/compare': CompareJobs, '/jobs/:id': JobPage } },
  { href: '/sweeps', title: 'Sweeps', routes: { '/sweeps': Sweeps, '/sweeps/:id': Sweep } },
  { href: '/datasets', title: 'Datasets', routes: { '/datasets': Datasets, '/datasets/:name': Dataset } },
  {
    href: '/models',
    title: 'Models',
    routes: { '/models': Models, '/models/:name': ModelPage, '/models/:name/:version': VersionPage },
  },
  { href: '/try', title: 'Try it', routes: { '/try': Try, '/try/:model': Try } },
];
