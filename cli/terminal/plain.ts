/** Text of others, made harmless: a terminal obeys control characters, whoever wrote them. */
import { stripVTControlCharacters } from 'node:util';

/** Without escape sequences and other control characters; line ends and tabs become spaces. */
export function plain(text: unknown): string {
  return stripVTControlCharacters(String(text))
    .replace(/[\n\r\t]+/g, ' ')
    .replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '');
}
