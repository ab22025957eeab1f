/** What may name a model, a version, a dataset or a layer: it travels in URLs and in storage keys. */
import Type from 'typebox';

export const NAME_PATTERN = '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$';

export const Name = Type.String({
  pattern: NAME_PATTERN,
  title: 'a name of 1 to 64 letters, digits, dots, dashes or underscores that starts with a letter or digit',
});

/** `digits` is the version that has the alias `production` at this moment, or else the newest. */
export const VERSION_NAME = {
  pattern: `${NAME_PATTERN.replace(/\$$/, '')}(@${NAME_PATTERN.slice(1, -1)})?$`,
  title: 'the name of a model, "NAME@VERSION" or "NAME@ALIAS"',
} as const;
export const VersionName = Type.String(VERSION_NAME);
