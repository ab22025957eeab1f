/** How Keras 3 calls the groups of layers in its files: by class, and by number where there are several of one. */

/** @returns a function to call with the class of each layer, in Keras' order. */
export function createNumbering(): (className: string) => string {
  const counts = new Map<string, number>();
  return (className) => {
    const name = groupName(className);
    const count = counts.get(name) ?? 0;
    counts.set(name, count + 1);
    return count === 0 ? name : `${name}_${count}`;
  };
}

/** As `keras/src/utils/naming.py` writes it: `SeparableConv2D` is `separable_conv2d`, `LSTM` is `lstm`. */
function groupName(className: string): string {
  return className
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}
