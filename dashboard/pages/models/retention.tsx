/** Which versions of a model are kept, by count and age. */
import { useState } from 'preact/hooks';
import { Confirm } from '../../parts/dialog.tsx';
import { Failure, Loaded, useResource } from '../../parts/resource.tsx';
import { client } from '../../service.ts';

interface Rule {
  readonly keepLast?: number | undefined;
  readonly keepDays?: number | undefined;
}

const PATH = '/v1/models/{model}/retention';

export function Retention({ model, onApplied }: { readonly model: string; onApplied(): void }) {
  const params = { path: { model } };
  const rule = useResource(`retention ${model}`, async (signal): Promise<Rule> => {
    const { data } = await client().http.GET(PATH, { params, signal });
    return data ?? {};
  });
  const [wish, setWish] = useState<Rule>();
  const [error, setError] = useState<unknown>();
  const [said, setSaid] = useState('');

  async function apply({ keepLast, keepDays }: Rule): Promise<void> {
    setError(undefined);
    setSaid('');
    try {
      if (keepLast === undefined && keepDays === undefined) await client().http.DELETE(PATH, { params });
      else {
        const body = { ...(keepLast !== undefined && { keepLast }), ...(keepDays !== undefined && { keepDays }) };
        const { data } = await client().http.PUT(PATH, { params, body });
        const removed = data?.removed ?? [];
        setSaid(removed.length > 0 ? `Removed: ${removed.join(', ')}.` : 'Saved. Nothing had to be removed.');
      }
      rule.refresh();
      onApplied();
    } catch (caught) {
      setError(caught);
    }
  }

  return (
    <section class="card stack">
      <h2>What is kept</h2>
      <Loaded of={rule}>
        {(data) => (
          <>
            <p>{told(data)} The newest version stays in any case, and so does every version that an alias names.</p>
            <RuleForm key={JSON.stringify(data)} rule={data} onWish={setWish} />
          </>
        )}
      </Loaded>
      {error !== undefined && <Failure error={error} />}
      <p aria-live="polite">{said}</p>
      <Confirm
        title="Change what is kept?"
        text={`${told(wish ?? {})} Versions beyond that are removed now and from now on, for good.`}
        action="Change it"
        isDangerous={wish?.keepLast !== undefined || wish?.keepDays !== undefined}
        isOpen={wish !== undefined}
        onClose={() => setWish(undefined)}
        onConfirm={() => wish && void apply(wish)}
      />
    </section>
  );
}

function RuleForm({ rule, onWish }: { readonly rule: Rule; onWish(rule: Rule): void }) {
  const [last, setLast] = useState(rule.keepLast?.toString() ?? '');
  const [days, setDays] = useState(rule.keepDays?.toString() ?? '');
  return (
    <form
      class="row fields"
      onSubmit={(event) => {
        event.preventDefault();
        onWish({ keepLast: last === '' ? undefined : Number(last), keepDays: days === '' ? undefined : Number(days) });
      }}
    >
      <label>
        The newest
        <input
          type="number"
          min={1}
          max={100_000}
          value={last}
          placeholder="all"
          onInput={(e) => setLast(e.currentTarget.value)}
        />
      </label>
      <label>
        Younger than, in days
        <input
          type="number"
          min={1}
          max={36_500}
          value={days}
          placeholder="any age"
          onInput={(e) => setDays(e.currentTarget.value)}
        />
      </label>
      <button type="submit">Change…</button>
    </form>
  );
}

function told({ keepLast, keepDays }: Rule): string {
  const kept = [
    ...(keepLast === undefined ? [] : [`the newest ${keepLast}`]),
    ...(keepDays === undefined ? [] : [`those younger than ${keepDays} days`]),
  ];
  return kept.length > 0 ? `Kept are ${kept.join(' and ')}.` : 'All versions are kept.';
}
