/** Readers of options: what commander calls with the text that was typed. */
import { InvalidArgumentError } from 'commander';

/** A number within bounds. */
export function numberBetween(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (value >= min && value <= max) return value;
    throw new InvalidArgumentError(`Expected a number from ${min} to ${max}.`);
  };
}

/** Any number: its bounds are the service's to tell. */
export function number(text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isFinite(value)) return value;
  throw new InvalidArgumentError('Expected a number.');
}

/** `a,b,c`. */
export function list(text: string): string[] {
  return text.split(',').map((each) => each.trim());
}

/** Of an option that may be repeated. */
export function collect(text: string, before: string[]): string[] {
  return [...before, text];
}
