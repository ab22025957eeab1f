/** A browser whose language is no language tag (`en-US@posix`): libraries that format numbers by it throw while they are loaded. */
const FALLBACK = 'en';

try {
  new Intl.NumberFormat(navigator.language);
} catch {
  Object.defineProperty(navigator, 'language', { get: () => FALLBACK, configurable: true });
}
