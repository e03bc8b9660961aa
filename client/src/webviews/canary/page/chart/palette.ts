/** The chart's colours and font, read from the theme through the variables of canary.css. */

/** Colours as CSS values that a canvas understands. */
export interface Palette {
  readonly text: string;
  readonly grid: string;
  readonly planned: string;
  readonly actual: string;
  readonly actualFill: string;
  readonly good: string;
  readonly bad: string;
  readonly waiting: string;
  readonly now: string;
  readonly font: string;
}

/** Reads the palette at an element. */
export function readPalette(at: Element): Palette {
  const styles = getComputedStyle(at);
  const color = (name: string, fallback: string): string => {
    const value = styles.getPropertyValue(name).trim();
    return value === '' ? fallback : value;
  };
  return {
    text: color('--canary-muted', 'gray'),
    grid: color('--canary-grid', 'lightgray'),
    planned: color('--canary-muted', 'gray'),
    actual: color('--canary-busy', 'blue'),
    actualFill: color('--canary-fill', 'transparent'),
    good: color('--canary-good', 'green'),
    bad: color('--canary-bad', 'red'),
    waiting: color('--canary-waiting', 'orange'),
    now: color('--canary-text', 'black'),
    font: `11px ${styles.fontFamily === '' ? 'sans-serif' : styles.fontFamily}`,
  };
}
