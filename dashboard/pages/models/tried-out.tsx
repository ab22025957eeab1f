/** A version that an alias tries out, with its share of the requests. */

/** A version with its share in hundredths. */
export interface Tried {
  readonly version: number;
  readonly percent: number;
}

interface TriedOutProps {
  readonly title: string;
  readonly tried: Tried;
  readonly versions: readonly number[];
  /** @param next undefined: none any more. */
  onChange(next: Tried | undefined): void;
}

export function TriedOut({ title, tried, versions, onChange }: TriedOutProps) {
  return (
    <fieldset class="row fields">
      <legend>{title}</legend>
      {/* biome-ignore lint/a11y/noLabelWithoutControl: the part has it */}
      <label>
        Version
        <VersionSelect
          versions={versions}
          value={tried.version}
          onChange={(version) => onChange({ ...tried, version })}
        />
      </label>
      <label>
        Share, in %
        <input
          type="number"
          required
          min={0.1}
          max={100}
          step={0.1}
          value={tried.percent}
          onInput={(event) => onChange({ ...tried, percent: Number(event.currentTarget.value) })}
        />
      </label>
      <button type="button" aria-label={`No ${title.toLowerCase()}`} onClick={() => onChange(undefined)}>
        Without it
      </button>
    </fieldset>
  );
}

interface VersionSelectProps {
  readonly versions: readonly number[];
  readonly value: number;
  onChange(version: number): void;
}

export function VersionSelect({ versions, value, onChange }: VersionSelectProps) {
  return (
    <select value={value} onChange={(event) => onChange(Number(event.currentTarget.value))}>
      {versions.toReversed().map((version) => (
        <option key={version} value={version}>
          {version}
        </option>
      ))}
    </select>
  );
}
