/** How high a row of the list is: on a phone it has three lines. As in `jobs.css`. */
import { useEffect, useState } from 'preact/hooks';

const WIDE = '(min-width: 760px)';
const WIDE_PX = 60;
const NARROW_PX = 104;

export function useRowHeight(): number {
  const [isWide, setWide] = useState(() => matchMedia(WIDE).matches);
  useEffect(() => {
    const query = matchMedia(WIDE);
    const look = (): void => setWide(query.matches);
    query.addEventListener('change', look);
    return () => query.removeEventListener('change', look);
  }, []);
  return isWide ? WIDE_PX : NARROW_PX;
}
