/** A page with one chart of very many points: the dashboard's own part, and beside it uPlot as it comes, given the same points. */
import path from 'node:path';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** How long drawing took in the page, until the frame after it; milliseconds. */
export interface ChartFigures {
  readonly drawMs: number;
  readonly zoomMs: number;
}

/** Where a page of its own is answered from: a path that the service has not. */
const PLACE = '/bench-chart';

export async function openChartPage(page: Page, url: string): Promise<void> {
  const { outputFiles } = await build({
    stdin: { contents: PROGRAM, resolveDir: ROOT, loader: 'js' },
    ...{ bundle: true, write: false, minify: true, format: 'iife', target: 'chrome111' },
    ...{ jsx: 'automatic', jsxImportSource: 'preact', absWorkingDir: ROOT },
  });
  const script = outputFiles[0]?.text ?? '';
  const body = `<!doctype html><title>chart</title><body><div id="room" style="width:1100px"></div><script>${script}</script>`;
  await page.route(`**${PLACE}`, (route) => route.fulfill({ contentType: 'text/html', body }));
  await page.goto(url + PLACE);
}

export async function measureChart(page: Page, how: 'part' | 'uPlot', points: number): Promise<ChartFigures> {
  return (await page.evaluate(`measure(${JSON.stringify(how)}, ${points})`)) as ChartFigures;
}

const PROGRAM = `
import { h, render } from 'preact';
import uPlot from 'uplot';
import { Chart } from './dashboard/parts/chart.tsx';

const room = document.getElementById('room');
const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));

function pointsOf(count) {
  const places = new Array(count);
  const values = new Array(count);
  for (let index = 0; index < count; index++) {
    places[index] = index;
    values[index] = 1 / (1 + index / 5e4) + 0.1 * Math.sin(index * 12.9898) * Math.cos(index * 78.233);
  }
  return { places, values };
}

async function drag(from, to) {
  const over = room.querySelector('.u-over');
  const { left, top, width } = over.getBoundingClientRect();
  const at = (share) => ({ clientX: left + width * share, clientY: top + 50, bubbles: true, button: 0 });
  const move = (share) => ({ ...at(share), movementX: 5, movementY: 0 });
  over.dispatchEvent(new MouseEvent('mouseenter', at(from)));
  over.dispatchEvent(new MouseEvent('mousemove', move(from)));
  over.dispatchEvent(new MouseEvent('mousedown', at(from)));
  document.dispatchEvent(new MouseEvent('mousemove', move((from + to) / 2)));
  over.dispatchEvent(new MouseEvent('mousemove', move(to)));
  await frame();
  const started = performance.now();
  document.dispatchEvent(new MouseEvent('mouseup', at(to)));
  await frame();
  return performance.now() - started;
}

window.measure = async (how, count) => {
  render(null, room);
  room.replaceChildren();
  const { places, values } = pointsOf(count);
  await frame();
  const started = performance.now();
  if (how === 'part') {
    render(h(Chart, { title: 'loss', axis: 'step', places, curves: [{ label: 'loss', color: 1, values }] }), room);
  } else {
    const options = { width: 1100, height: 260, scales: { x: { time: false } }, series: [{}, { stroke: 'blue', width: 2 }] };
    new uPlot(options, [places, values], room);
  }
  while (!room.querySelector('.u-over')) await frame();
  await frame();
  const drawMs = performance.now() - started;
  return { drawMs, zoomMs: await drag(0.3, 0.5) };
};
`;
