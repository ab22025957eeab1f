/**
 * How often trainers may be killed without failing a job that is not to fail: once between two checkpoints that get further. Three
 * in a row are its end, and a kill that meets a trainer which is only being warmed may cost a second try.
 */
export interface TrainerBudget {
  /** Another job begins. */
  begin(): void;
  /** @returns whether one may be killed now; it counts as killed. */
  spend(): boolean;
  /** A checkpoint was written. */
  progressed(checkpoint: Readonly<Record<string, unknown>>): void;
}

export function createTrainerBudget(): TrainerBudget {
  let spent = false;
  let furthest = 0;
  return {
    begin() {
      [spent, furthest] = [false, 0];
    },
    spend() {
      const may = !spent;
      spent = true;
      return may;
    },
    progressed({ epoch, step }) {
      const reached = Number(epoch) * 1e6 + Number(step);
      if (reached > furthest) spent = false;
      furthest = Math.max(furthest, reached);
    },
  };
}
