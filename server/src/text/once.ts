/** Work that is done once: for each immutable object, as long as that object lives, or when it is first asked for. */

/** Makes a function that does its work once for each object that it is given. */
export function oncePer<K extends object, T>(make: (of: K) => T): (of: K) => T {
  const found = new WeakMap<K, { readonly value: T }>();
  return (of) => {
    let known = found.get(of);
    if (known === undefined) found.set(of, (known = { value: make(of) }));
    return known.value;
  };
}

/** Makes a function that does its work when it is first asked, and gives the same again. */
export function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
