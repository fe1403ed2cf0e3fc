// Types into the web shell of a server that has one, in a terminal of a real browser, and shows what
// can be seen then: the screen of top, and of vim, in two sizes.
//
// usage: node webshell.mjs URL MODULES [--vim]
//   URL      of a server that was started with --aef-open and --pty
//   MODULES  a node_modules directory with @xterm/xterm and playwright-core
// CHROMIUM names the browser; /usr/bin/chromium by default.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const [url, modules] = process.argv.slice(2);
const { chromium } = createRequire(resolve(modules, 'x'))('playwright-core');
const file = name => readFileSync(resolve(modules, '@xterm/xterm', name), 'utf8');
const page = `<!doctype html><meta charset=utf-8><style>${file('css/xterm.css')}</style><div id="t"></div>
<script>${file('lib/xterm.js')}</script><script>
const term = new Terminal({ cols: 80, rows: 24 });
term.open(document.getElementById('t'));
const socket = new WebSocket(location.origin.replace('http', 'ws') + '/api/v1/pty');
socket.binaryType = 'arraybuffer';
socket.onmessage = m => term.write(new Uint8Array(m.data));
socket.onclose = c => { window.endCode = c.code; };
term.onData(keys => socket.send(keys));
window.resize = (cols, rows) => {
  term.resize(cols, rows);
  const json = new TextEncoder().encode(JSON.stringify({ cols, rows }));
  socket.send(new Uint8Array([1, ...json]));
};
window.screenText = () => Array.from({ length: term.rows }, (_, i) =>
  term.buffer.active.getLine(term.buffer.active.viewportY + i)?.translateToString(true) ?? '');
</script>`;

const browser = await chromium.launch(
  { executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-features=LocalNetworkAccessChecks'] });
let failed = false;
try {
  const tab = await browser.newPage();
  // a page of the server's own origin, as others are refused
  await tab.route('**/terminal.html', r => r.fulfill({ contentType: 'text/html', body: page }));
  await tab.goto(url + '/terminal.html');
  tab.on('console', m => console.log('page: ' + m.text()));
  const screen = () => tab.evaluate(() => window.screenText());
  const step = async (name, keys, isThere) => {
    await tab.locator('.xterm-helper-textarea').focus();
    for (const key of keys) {
      await (key.length > 1 && key.startsWith('<')
        ? tab.keyboard.press(key.slice(1, -1)) : tab.keyboard.type(key));
    }
    let lines = [];
    for (let i = 0; i < 100; i++) {
      lines = await screen();
      if (isThere(lines)) {
        console.log(`ok    ${name}`);
        return lines;
      }
      await new Promise(r => setTimeout(r, 100));
    }
    failed = true;
    console.log(`FAIL  ${name}\n${lines.join('\n')}`);
    return lines;
  };
  const has = text => lines => lines.some(l => l.includes(text));
  await step('connection', [], lines => lines.some(l => l !== ''));
  await step('prompt', ['echo sh$((20+3))ell; stty size', '<Enter>'],
    lines => has('sh23ell')(lines) && has('24 80')(lines));
  await step('top', ['top', '<Enter>'], has('load average'));
  if (process.env.SCREENSHOT) {
    await tab.screenshot({ path: process.env.SCREENSHOT });
  }
  await step('quit top', ['q', 'clear; echo b$((1+1))ack', '<Enter>'], has('b2ack'));
  await tab.evaluate(() => window.resize(100, 30));
  await step('resize', ['stty size', '<Enter>'], has('30 100'));
  if (process.argv.includes('--vim')) {
    await step('vim', ['vim -u NONE -N', '<Enter>'], lines => lines.filter(l => l.startsWith('~')).length > 20);
    await step('typing in vim', ['ihello from the browser'], has('hello from the browser'));
    await step('quit vim', ['<Escape>', ':q!', '<Enter>', 'clear; echo g$((2+1))one', '<Enter>'],
      has('g3one'));
  }
  await tab.locator('.xterm-helper-textarea').focus();
  await tab.keyboard.type('exit');
  await tab.keyboard.press('Enter');
  await tab.waitForFunction(() => window.endCode !== undefined, null, { timeout: 10_000 });
  console.log(`ok    closed with ${await tab.evaluate(() => window.endCode)}`);
} finally {
  await browser.close();
}
process.exit(failed ? 1 : 0);
