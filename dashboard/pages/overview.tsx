/** What there is, and where to begin. */
export function Overview() {
  return <h1>Overview</h1>;
}
