/** The sections of the dashboard, in the order of its navigation; and the pages of each by their paths. */
import type { ComponentType } from 'preact';
import { Dataset } from './pages/datasets/dataset.tsx';
import { Datasets } from './pages/datasets/list.tsx';
import { NewJob } from './pages/new/page.tsx';
import { Overview } from './pages/overview.tsx';
import { Sweeps } from './pages/sweeps/list.tsx';
import { Sweep } from './pages/sweeps/sweep.tsx';

export interface Section {
  readonly href: string;
  readonly title: string;
  /** By patterns as wouter reads them. */
  readonly routes: Readonly<Record<string, ComponentType<{ readonly params: Readonly<Record<string, string>> }>>>;
}

export const SECTIONS: readonly Section[] = [
  { href: '/', title: 'Overview', routes: { '/': Overview } },
  { href: '/datasets', title: 'Datasets', routes: { '/datasets': Datasets, '/datasets/:name': Dataset } },
  { href: '/new', title: 'New job', routes: { '/new': NewJob } },
  { href: '/sweeps', title: 'Sweeps', routes: { '/sweeps': Sweeps, '/sweeps/:id': Sweep } },
];
