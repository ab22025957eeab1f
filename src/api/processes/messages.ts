/**
 * What api processes of one port say to each other, by way of their primary: a question to all others and their answers, and what
 * all others are told. The channel keeps the order, and carries maps and typed arrays.
 */

/** An answer, or the error in its place: between processes only its code and message count. */
export type Reply =
  | { readonly value: unknown }
  | { readonly error: { readonly code: string | undefined; readonly message: string } };

/** From a process to the primary. */
export type ToPrimary =
  | {
      readonly type: 'ask';
      /** The asker's own. */
      readonly id: number;
      readonly topic: string;
      readonly asked: unknown;
      readonly timeoutMs: number;
      /** What the asker would answer itself, where the primary keeps answers to this. */
      readonly own?: unknown;
    }
  | { readonly type: 'answer'; readonly id: number; readonly reply: Reply }
  | { readonly type: 'tell'; readonly topic: string; readonly told: unknown };

/** From the primary to a process. */
export type FromPrimary =
  | { readonly type: 'asked'; readonly id: number; readonly topic: string; readonly asked: unknown }
  | {
      readonly type: 'answers';
      readonly id: number;
      readonly replies: readonly Reply[];
      /** Earlier answers of those that do not answer, where the primary keeps them. */
      readonly kept: readonly unknown[];
    }
  | { readonly type: 'told'; readonly topic: string; readonly told: unknown };
