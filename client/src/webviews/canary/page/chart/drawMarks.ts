/** Draws what happened on top of the lines: failed checks, waits, passed hooks, and the present. */
import type uPlot from 'uplot';
import type { CanaryView } from '../../messages.ts';
import type { Palette } from './palette.ts';

type Chart = NonNullable<CanaryView['chart']>;

/** The line of the present and what it is called. */
export interface Present {
  readonly seconds: number;
  readonly label: string;
}

/** Draws marks and the line of the present; shapes differ, so that colour is not the only sign. */
export function drawMarks(plot: uPlot, chart: Chart, present: Present | undefined, palette: Palette): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  ctx.save();
  const start = chart.startAt;
  if (start !== undefined) {
    for (const mark of chart.marks) {
      const x = plot.valToPos((mark.at - start) / 1000, 'x', true);
      if (x >= bbox.left && x <= bbox.left + bbox.width) drawMark(ctx, x, bbox.top + 8 * ratio, mark.tone, palette, bbox.top + bbox.height, ratio);
    }
  }
  if (present !== undefined) drawPresent(plot, plot.valToPos(present.seconds, 'x', true), present.label, palette, ratio);
  ctx.restore();
}

function drawMark(ctx: CanvasRenderingContext2D, x: number, y: number, tone: Chart['marks'][number]['tone'], palette: Palette, bottom: number, ratio: number): void {
  const size = 4.5 * ratio;
  const color = tone === 'bad' ? palette.bad : tone === 'waiting' ? palette.waiting : palette.good;
  ctx.strokeStyle = color;
  ctx.fillStyle = color;
  ctx.lineWidth = ratio;
  ctx.setLineDash([2 * ratio, 3 * ratio]);
  ctx.beginPath();
  ctx.moveTo(x, y + size);
  ctx.lineTo(x, bottom);
  ctx.stroke();
  ctx.setLineDash([]);
  ctx.lineWidth = 2 * ratio;
  ctx.beginPath();
  if (tone === 'bad') {
    ctx.moveTo(x - size, y - size);
    ctx.lineTo(x + size, y + size);
    ctx.moveTo(x + size, y - size);
    ctx.lineTo(x - size, y + size);
    ctx.stroke();
  } else if (tone === 'waiting') {
    ctx.rect(x - size * 0.8, y - size, size * 0.5, size * 2);
    ctx.rect(x + size * 0.3, y - size, size * 0.5, size * 2);
    ctx.fill();
  } else {
    ctx.arc(x, y, size * 0.7, 0, Math.PI * 2);
    ctx.fill();
  }
}

function drawPresent(plot: uPlot, x: number, label: string, palette: Palette, ratio: number): void {
  const { ctx, bbox } = plot;
  if (x < bbox.left || x > bbox.left + bbox.width) return;
  ctx.strokeStyle = palette.now;
  ctx.lineWidth = ratio;
  ctx.setLineDash([]);
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  ctx.fillStyle = palette.now;
  ctx.font = palette.font.replace('11px', `${11 * ratio}px`);
  const nearEnd = x > bbox.left + bbox.width - (8 + label.length * 7) * ratio;
  ctx.textAlign = nearEnd ? 'right' : 'left';
  ctx.textBaseline = 'bottom';
  ctx.fillText(label, x + (nearEnd ? -4 : 4) * ratio, bbox.top + bbox.height - 4 * ratio);
}
