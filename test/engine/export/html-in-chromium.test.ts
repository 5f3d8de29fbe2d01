/** The report as a browser shows it. */
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Chromium, lacksChromium } from '../../helpers/chromium.ts';
import { textOf } from '../../helpers/logs.ts';
import { fixtureLog } from '../../helpers/make-exports.ts';
import { freshPath } from '../../helpers/temporary.ts';

const report = freshPath('.html');
let chromium: Chromium;

beforeAll(async () => {
  if (lacksChromium) return;
  writeFileSync(report, await textOf('html', fixtureLog()));
  chromium = await Chromium.open();
});
afterAll(() => chromium?.close());

/** Of every picture: how large it is, and what of it is drawn. */
const PICTURES = `[...document.querySelectorAll('[role=img]')].map(picture => {
  const { width, height } = picture.getBoundingClientRect();
  const drawn = [...picture.querySelectorAll('path, rect')].map(each => each.getBBox());
  return { width, height, drawn: Math.max(...drawn.map(each => each.width)) };
})`;

test.skipIf(lacksChromium)(
  'html: the browser loads the file and nothing else, and has no complaint',
  async () => {
    await chromium.load(report, { width: 1280, height: 800, scheme: 'light' });
    expect(new Set(chromium.requests)).toEqual(new Set([await chromium.evaluate('location.href')]));
    expect(chromium.complaints).toEqual([]);
    expect(await chromium.evaluate('document.title')).toBe('Three doorbells – trapline');
  },
);

test.skipIf(lacksChromium)('html: it complains of what the policy forbids', async () => {
  const forbidden = freshPath('.html');
  const text = await textOf('html', fixtureLog());
  writeFileSync(
    forbidden,
    text.replace('<main>', '<main><script>document.title = "run"</script><img src="x.png">'),
  );
  await chromium.load(forbidden, { width: 1280, height: 800, scheme: 'light' });
  expect(chromium.complaints.filter(each => each.includes('Content Security Policy'))).toHaveLength(2);
  expect(await chromium.evaluate('document.title')).toBe('Three doorbells – trapline');
});

test.skipIf(lacksChromium).each([
  [1280, 'light'],
  [390, 'dark'],
] as const)('html: %d pixels wide everything has its place', async (width, scheme) => {
  await chromium.load(report, { width, height: 800, scheme });
  expect(await chromium.evaluate('document.documentElement.scrollWidth')).toBe(width);
  const pictures = (await chromium.evaluate(PICTURES)) as { width: number; height: number; drawn: number }[];
  expect(pictures.length).toBeGreaterThan(6);
  for (const picture of pictures) {
    expect(picture.width).toBeGreaterThan(0.75 * Math.min(width, 1024));
    expect(picture.height).toBeGreaterThan(40);
    expect(picture.drawn).toBeGreaterThan(0);
  }
  const ground = await chromium.evaluate('getComputedStyle(document.body).backgroundColor');
  expect(ground).toBe(scheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(16, 20, 25)');
});
