/** What one check found. */
export interface Finding {
  readonly name: string;
  /** A warning is worth knowing; what failed must be mended before the service can run. */
  readonly state: 'fine' | 'warning' | 'failed';
  readonly detail: string;
  /** What to do about it. */
  readonly todo?: string;
}

export function fine(name: string, detail: string): Finding {
  return { name, state: 'fine', detail };
}

export function warning(name: string, detail: string, todo: string): Finding {
  return { name, state: 'warning', detail, todo };
}

export function failed(name: string, detail: string, todo: string): Finding {
  return { name, state: 'failed', detail, todo };
}
