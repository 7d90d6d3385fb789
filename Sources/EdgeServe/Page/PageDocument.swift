#if Serve
    /// The live page. Made by Tools/make-page of Page/Assets: change those, and make it again.
    enum PageDocument {
        /// Its content security policy: this style, this script, this daemon.
        static let policy =
            "default-src 'none'; style-src 'sha256-/seksLTY53H0IsJVD0iNBIG1pScMD6F0xU2Q4UZRMzs='; script-src 'sha256-4VDy8eKdWWRdlYbi2AUYFwBVh9MLXOzBo0TanGkkCpY='; img-src 'self' blob: data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

        static let html = ##"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>edge</title>
            <link rel="icon" href="data:,">
            <style>:root {
              color-scheme: light dark;
              --ground: #f4f5f7;
              --card: #ffffff;
              --ink: #1c2128;
              --dim: #5a6472;
              --line: #d9dee5;
              --accent: #0b62c4;
              --good: #1a7f37;
              --bad: #c0272d;
              --p50: #1f77d0;
              --p90: #c77700;
              --p99: #c0272d;
              --bars: #dfe5ec;
            }

            @media (prefers-color-scheme: dark) {
              :root {
                --ground: #0f1318;
                --card: #181e25;
                --ink: #e6eaf0;
                --dim: #9aa6b4;
                --line: #2c3540;
                --accent: #6cb0ff;
                --good: #57c274;
                --bad: #ff7b78;
                --p50: #62a8f5;
                --p90: #eaa83f;
                --p99: #ff7b78;
                --bars: #263039;
              }
            }

            * { box-sizing: border-box; }

            body {
              margin: 0 auto;
              max-width: 1240px;
              padding: 0 16px 48px;
              background: var(--ground);
              color: var(--ink);
              font: 15px/1.45 system-ui, sans-serif;
              overflow-wrap: anywhere;
            }

            header {
              display: flex;
              flex-wrap: wrap;
              align-items: baseline;
              gap: 4px 14px;
              padding: 14px 0 6px;
            }

            h1 { margin: 0; font-size: 22px; letter-spacing: .02em; }
            h2 { margin: 26px 0 10px; font-size: 17px; }
            h2 small { color: var(--dim); font-weight: 400; font-size: 13px; }
            h3 { margin: 0; font-size: 15px; }
            h4 { margin: 18px 0 6px; font-size: 13px; color: var(--dim); font-weight: 600; }
            p { margin: 6px 0; }
            a { color: var(--accent); }
            nav { display: flex; flex-wrap: wrap; gap: 4px 14px; margin-left: auto; }
            nav a { text-decoration: none; }

            .state { color: var(--dim); font-size: 13px; }
            .state.good { color: var(--good); }
            .state.bad, .fault { color: var(--bad); }

            .card {
              background: var(--card);
              border: 1px solid var(--line);
              border-radius: 10px;
              padding: 12px 14px;
              min-width: 0;
            }

            .grid {
              display: grid;
              align-items: start;
              gap: 14px;
              grid-template-columns: repeat(auto-fill, minmax(min(100%, 340px), 1fr));
            }

            .head { display: flex; flex-wrap: wrap; align-items: baseline; gap: 2px 10px; margin-bottom: 8px; }
            .head .facts { margin-left: auto; }
            .facts, .caption { color: var(--dim); font-size: 13px; font-variant-numeric: tabular-nums; }

            .frame {
              position: relative;
              display: grid;
              place-items: center;
              min-height: 180px;
              border-radius: 6px;
              overflow: hidden;
              background: #0a0d10;
              color: #9aa6b4;
            }

            .frame img { display: block; width: 100%; height: auto; }
            .frame img + .note { position: absolute; left: 0; bottom: 0; padding: 2px 8px; background: #000a; color: #fff; font-size: 13px; }

            canvas { display: block; width: 100%; touch-action: pan-y; }
            canvas.plot { height: 150px; }
            canvas.plan { height: 190px; }

            .legend { display: flex; gap: 16px; color: var(--dim); font-size: 13px; }
            .swatch { display: inline-block; width: 14px; height: 3px; margin-right: 6px; vertical-align: middle; }
            .swatch.p50 { background: var(--p50); }
            .swatch.p90 { background: var(--p90); }
            .swatch.p99 { background: var(--p99); }

            .model { margin-bottom: 14px; }
            .columns { display: grid; gap: 4px 28px; grid-template-columns: repeat(auto-fit, minmax(min(100%, 440px), 1fr)); }
            .columns > div { min-width: 0; }

            button, .button {
              display: inline-block;
              border: 1px solid var(--accent);
              border-radius: 7px;
              padding: 7px 14px;
              background: none;
              color: var(--accent);
              font: inherit;
              cursor: pointer;
            }

            button:disabled { opacity: .5; cursor: default; }
            button:focus-visible, .button:focus-within, input:focus-visible, a:focus-visible {
              outline: 2px solid var(--accent);
              outline-offset: 2px;
            }

            .button input { position: absolute; width: 1px; height: 1px; opacity: 0; }
            .row { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 12px; }

            input[type=password] {
              flex: 1 1 200px;
              min-width: 0;
              padding: 7px 10px;
              border: 1px solid var(--line);
              border-radius: 7px;
              background: var(--ground);
              color: var(--ink);
              font: inherit;
            }

            .drop { border: 1px dashed transparent; border-radius: 8px; }
            .drop.over { border-color: var(--accent); }
            .tried { margin-top: 10px; border-radius: 6px; max-height: 70vh; object-fit: contain; object-position: left; }

            table { width: 100%; border-collapse: collapse; font-size: 13px; font-variant-numeric: tabular-nums; table-layout: fixed; }
            td, th { padding: 3px 6px 3px 0; text-align: left; font-weight: 400; vertical-align: top; }
            th { color: var(--dim); }
            .number { text-align: right; width: 5.4em; }
            .kind { width: 12em; }
            .bar { position: relative; }
            .bar i { position: absolute; left: 0; top: 0; bottom: 0; background: var(--bars); border-radius: 3px; z-index: 0; }
            .bar span { position: relative; display: block; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; padding-left: 4px; }

            .stack { display: flex; height: 14px; border-radius: 4px; overflow: hidden; margin: 6px 0; }
            .keys { display: flex; flex-wrap: wrap; gap: 2px 14px; font-size: 13px; color: var(--dim); }
            .keys i { display: inline-block; width: 10px; height: 10px; border-radius: 3px; margin-right: 5px; }

            .results { list-style: none; margin: 0; padding: 4px 14px; max-height: 380px; overflow-y: auto; font-size: 13px; }
            .results li { display: grid; grid-template-columns: 5.2em minmax(5em, 11em) 1fr auto; gap: 0 12px; padding: 4px 0; border-top: 1px solid var(--line); font-variant-numeric: tabular-nums; }
            .results li:first-child { border-top: 0; }
            .results .empty { display: block; color: var(--dim); }
            .results .time, .results .ms { color: var(--dim); }

            .token { margin: 12px 0; }
            [hidden] { display: none !important; }

            @media (max-width: 560px) {
              body { padding: 0 10px 40px; }
              nav { margin-left: 0; width: 100%; }
              .card { padding: 10px; }
              .results li { grid-template-columns: 1fr auto; }
              .results .time { order: 3; }
              .results .what { grid-column: 1 / -1; order: 2; }
              .kind { width: 11.5em; }
              .wide { display: none; }
              .number { width: 4.4em; }
            }
            </style>
            </head>
            <body>
            <header>
              <h1>edge</h1>
              <span id="state" class="state" role="status">connecting…</span>
              <nav>
                <a href="#cameras">Cameras</a>
                <a href="#latency">Latency</a>
                <a href="#models">Models</a>
                <a href="#results">Results</a>
                <a href="/metrics" id="metrics-link">Metrics</a>
              </nav>
            </header>

            <form id="token-form" class="card token" hidden>
              <label for="token">This daemon asks for a token. It is kept until this tab is closed.</label>
              <div class="row">
                <input id="token" type="password" autocomplete="current-password" spellcheck="false">
                <button>Enter</button>
              </div>
              <p id="token-fault" class="fault" hidden>That token is not the right one.</p>
            </form>

            <main id="main">
              <section id="cameras" hidden>
                <h2>Cameras</h2>
                <div id="camera-list" class="grid"></div>
              </section>

              <section id="latency">
                <h2>Latency <small>of the last two minutes, a point a second</small></h2>
                <div id="latency-list" class="grid"></div>
                <p class="legend">
                  <span><i class="swatch p50"></i>p50</span>
                  <span><i class="swatch p90"></i>p90</span>
                  <span><i class="swatch p99"></i>p99</span>
                </p>
              </section>

              <section id="models">
                <h2>Models</h2>
                <div id="model-list"></div>
              </section>

              <section id="results">
                <h2>Results <small>as they come</small></h2>
                <ol id="result-list" class="card results"><li class="empty">Nothing yet.</li></ol>
              </section>
            </main>

            <noscript><p class="card">This page needs JavaScript. The same is at /v1/models, /v1/cameras and /metrics.</p></noscript>
            <script>'use strict';

            // ---------------------------------------------------------------- small things

            const byId = (id) => document.getElementById(id);

            /** An element with attributes and children; text is never read as markup. */
            function make(tag, attributes = {}, ...children) {
              const element = document.createElement(tag);
              for (const [name, value] of Object.entries(attributes)) {
                if (name === 'class') element.className = value;
                else if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
                else if (value === true) element.setAttribute(name, '');
                else if (value !== false && value != null) element.setAttribute(name, value);
              }
              element.append(...children);
              return element;
            }

            const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
            const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

            function bytesText(bytes) {
              for (const unit of ['B', 'KiB', 'MiB', 'GiB']) {
                if (bytes < 1024 || unit === 'GiB') return (unit === 'B' ? bytes : bytes.toPrecision(3)) + ' ' + unit;
                bytes /= 1024;
              }
            }

            function millisecondsText(value) {
              if (value >= 1000) return (value / 1000).toFixed(2) + ' s';
              return value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0) + ' ms';
            }

            /** Hues a golden section of the circle apart: any first few differ as much as can be. */
            const hueOf = (index) => ((index * 0.61803398875 + 0.03) % 1) * 360;
            const classColour = (index) => `hsl(${hueOf(index)} 85% 55%)`;

            const kindColours = new Map();
            function kindColour(kind) {
              if (!kindColours.has(kind)) kindColours.set(kind, `hsl(${(kindColours.size * 137.5 + 210) % 360} 55% 52%)`);
              return kindColours.get(kind);
            }

            /** A canvas's context in CSS pixels, sharp on any screen, cleared. */
            function context(canvas) {
              const ratio = window.devicePixelRatio || 1;
              const { clientWidth: width, clientHeight: height } = canvas;
              if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
                canvas.width = Math.round(width * ratio);
                canvas.height = Math.round(height * ratio);
              }
              const pen = canvas.getContext('2d');
              pen.setTransform(ratio, 0, 0, ratio, 0, 0);
              pen.clearRect(0, 0, width, height);
              pen.font = '11px system-ui, sans-serif';
              return { pen, width, height };
            }

            // ---------------------------------------------------------------- talking to the daemon

            let token = sessionStorage.getItem('edge-token') || '';
            let tokenWanted = null;

            /** Asks for the token and waits until there is another one. */
            function askToken() {
              if (!tokenWanted) {
                let done;
                tokenWanted = { promise: new Promise((resolve) => { done = resolve; }), done };
                byId('token-form').hidden = false;
                byId('token-fault').hidden = !token;
                byId('token').focus();
                show('bad', 'token needed');
              }
              return tokenWanted.promise;
            }

            byId('token-form').addEventListener('submit', (event) => {
              event.preventDefault();
              token = byId('token').value.trim();
              sessionStorage.setItem('edge-token', token);
              byId('token-form').hidden = true;
              const wanted = tokenWanted;
              tokenWanted = null;
              if (wanted) wanted.done();
            });

            /** fetch with the token; asks for it where it is missing or wrong. Throws what the daemon says is wrong. */
            async function ask(path, options = {}) {
              for (;;) {
                const headers = token ? { ...options.headers, Authorization: 'Bearer ' + token } : options.headers;
                const response = await fetch(path, { ...options, headers, cache: 'no-store' });
                if (response.status === 401) {
                  await askToken();
                  continue;
                }
                if (!response.ok) {
                  const body = await response.json().catch(() => ({}));
                  throw new Error(body.error || `${path}: status ${response.status}`);
                }
                return response;
              }
            }

            const askJSON = async (path, options) => (await ask(path, options)).json();

            function show(kind, text) {
              byId('state').className = 'state ' + kind;
              byId('state').textContent = text;
            }

            // ---------------------------------------------------------------- results in words

            function resultText(line) {
              if (line.error) return line.error;
              switch (line.task) {
                case 'classify':
                  return (line.classes || []).slice(0, 2).map((c) => `${c.label || c.index} ${c.score.toFixed(2)}`).join(', ');
                case 'detect': return countText(line.boxes || []);
                case 'pose': return `${(line.poses || []).length} with keypoints`;
                case 'segment':
                  return [...(line.segments || [])].sort((a, b) => b.pixels - a.pixels).slice(0, 3)
                    .map((s) => s.label || `class ${s.class}`).join(', ');
                case 'embed': {
                  const best = (line.matches || [])[0];
                  return best ? `${best.known ? best.name : 'unknown'} ${best.score.toFixed(2)}`
                    : `${(line.embedding || []).length} numbers`;
                }
                case 'image': return `a picture of ${line.width} x ${line.height}`;
                default: return '';
              }
            }

            function countText(boxes) {
              if (!boxes.length) return 'nothing';
              const counts = new Map();
              for (const box of boxes) {
                const name = box.label || `class ${box.class}`;
                counts.set(name, (counts.get(name) || 0) + 1);
              }
              return [...counts].sort((a, b) => b[1] - a[1]).map(([name, count]) => `${count} ${name}`).join(', ');
            }

            const resultRows = 40;
            let lastShown = new Map();

            function showResult(line) {
              const source = line.camera || line.model || '';
              const camera = line.camera && cameras.get(line.camera);
              if (camera) camera.result.textContent = resultText(line);
              // A camera's lines come faster than anyone reads.
              const now = performance.now();
              if (line.camera && now - (lastShown.get(source) || -1e9) < 900) return;
              lastShown.set(source, now);
              const list = byId('result-list');
              list.querySelector('.empty')?.remove();
              const times = line.timing_ms || {};
              const total = line.latency_ms ?? Object.values(times).reduce((sum, time) => sum + time, 0);
              list.prepend(make('li', {},
                make('span', { class: 'time' }, new Date().toTimeString().slice(0, 8)),
                make('b', {}, source),
                make('span', { class: 'what' }, resultText(line)),
                make('span', { class: 'ms' }, millisecondsText(total))));
              while (list.children.length > resultRows) list.lastChild.remove();
            }

            /** Server-sent events by fetch, which can show a token; comes back after any end. */
            async function watchEvents() {
              for (let wait = 1000; ; wait = Math.min(wait * 2, 15000)) {
                try {
                  const response = await ask('/v1/events');
                  show('good', 'live');
                  wait = 500;
                  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
                  let rest = '';
                  for (;;) {
                    const { value, done } = await reader.read();
                    if (done) break;
                    const events = (rest + value).split('\n\n');
                    rest = events.pop();
                    for (const event of events) {
                      const data = event.split('\n').filter((l) => l.startsWith('data: ')).map((l) => l.slice(6)).join('\n');
                      if (data) showResult(JSON.parse(data));
                    }
                  }
                  show('bad', 'the daemon has ended the connection');
                } catch (error) {
                  show('bad', error instanceof TypeError ? 'the daemon cannot be reached' : error.message);
                }
                await pause(wait);
              }
            }

            // ---------------------------------------------------------------- cameras

            const cameras = new Map();
            const inSight = new Set();
            const sight = new IntersectionObserver((entries) => {
              for (const { target, isIntersecting } of entries) {
                if (isIntersecting) inSight.add(target);
                else inSight.delete(target);
              }
            });

            async function refreshCameras() {
              const { cameras: list } = await askJSON('/v1/cameras');
              byId('cameras').hidden = list.length === 0;
              for (const facts of list) {
                if (!cameras.has(facts.name)) addCamera(facts);
                const camera = cameras.get(facts.name);
                const lost = [];
                if (facts.dropped) lost.push(`${facts.dropped} dropped`);
                if (facts.damaged) lost.push(`${facts.damaged} damaged`);
                if (facts.restarts) lost.push(`${facts.restarts} restarts`);
                const age = facts.last_frame_age_s;
                camera.rate.textContent = facts.state !== 'running' ? facts.state
                  : age > 5 ? `no frame for ${Math.round(age)} s` : `${facts.frames_per_second.toFixed(1)} fps`;
                camera.facts.textContent = [
                  `${facts.model} · ${facts.task}`, facts.width ? `${facts.width} x ${facts.height}` : null,
                  `${facts.frames} frames`, ...lost,
                ].filter(Boolean).join(' · ');
                camera.fault.textContent = facts.fault || '';
                camera.fault.hidden = !facts.fault || facts.state === 'running';
              }
            }

            function addCamera(facts) {
              const camera = {
                frame: make('div', { class: 'frame' }, 'no frame yet'),
                image: make('img', { alt: `last frame of ${facts.name}` }),
                result: make('span', { class: 'note' }),
                rate: make('span', { class: 'facts' }),
                facts: make('p', { class: 'caption' }),
                fault: make('p', { class: 'caption fault', hidden: true }),
              };
              byId('camera-list').append(make('article', { class: 'card' },
                make('div', { class: 'head' }, make('h3', {}, facts.name), camera.rate),
                camera.frame, camera.facts, camera.fault));
              cameras.set(facts.name, camera);
              sight.observe(camera.frame);
              pollFrames(facts.name, camera);
            }

            /** Pictures one after another, as fast as they come and not faster than three a second; none out of sight. */
            async function pollFrames(name, camera) {
              let address = null;
              for (;;) {
                await pause(330);
                if (document.hidden || !inSight.has(camera.frame)) continue;
                try {
                  const picture = await (await ask(`/v1/cameras/${encodeURIComponent(name)}/frame.jpg?overlay=1`)).blob();
                  const next = URL.createObjectURL(picture);
                  camera.image.src = next;
                  await camera.image.decode().catch(() => {});
                  if (address) URL.revokeObjectURL(address);
                  address = next;
                  if (!camera.image.isConnected) camera.frame.replaceChildren(camera.image, camera.result);
                } catch {
                  await pause(1500);
                }
              }
            }

            // ---------------------------------------------------------------- latency

            const plots = new Map();
            const plotSeconds = 120;

            async function refreshLatency() {
              const { series } = await askJSON(`/v1/latency?seconds=${plotSeconds}`);
              for (const { kind, name, points } of series) {
                const key = kind + ' ' + name;
                if (!plots.has(key)) {
                  const plot = {
                    canvas: make('canvas', { class: 'plot', role: 'img' }), facts: make('span', { class: 'facts' }),
                  };
                  byId('latency-list').append(make('article', { class: 'card' },
                    make('div', { class: 'head' }, make('h3', {}, name), make('span', { class: 'caption' }, kind), plot.facts),
                    plot.canvas));
                  plots.set(key, plot);
                }
                drawLatency(plots.get(key), points);
              }
            }

            /** The smallest of 1, 2, 5 times a power of ten that is not below `value`. */
            function roundUp(value) {
              const power = 10 ** Math.floor(Math.log10(value));
              return [1, 2, 5, 10].find((step) => step * power >= value * 0.9999) * power;
            }

            function drawLatency(plot, points) {
              const { pen, width, height } = context(plot.canvas);
              const [left, right, top, bottom] = [54, 4, 8, 20];
              const highest = Math.max(0, ...points.map((point) => point[4]));
              const limit = highest > 0 ? roundUp(highest) : 1;
              const x = (age) => left + (width - left - right) * (1 - (age - 1) / (plotSeconds - 1));
              const y = (value) => top + (height - top - bottom) * (1 - Math.min(value, limit) / limit);

              pen.fillStyle = colour('dim');
              pen.strokeStyle = colour('line');
              pen.textBaseline = 'middle';
              for (const part of [0, 0.5, 1]) {
                const line = Math.round(y(limit * part)) + 0.5;
                pen.beginPath();
                pen.moveTo(left, line);
                pen.lineTo(width - right, line);
                pen.stroke();
                pen.textAlign = 'right';
                pen.fillText(part ? shortMilliseconds(limit * part) : '0', left - 6, line);
              }
              pen.textBaseline = 'alphabetic';
              pen.textAlign = 'left';
              pen.fillText(`${plotSeconds} s ago`, left, height - 4);
              pen.textAlign = 'right';
              pen.fillText('now', width - right, height - 4);

              for (const [column, name] of [[4, 'p99'], [3, 'p90'], [2, 'p50']]) drawSeries(pen, points, column, x, y, colour(name));

              const last = points.length && points[points.length - 1][0] <= 2 ? points[points.length - 1] : null;
              const seen = points.reduce((sum, point) => sum + point[1], 0);
              plot.facts.textContent = last ? `${millisecondsText(last[2])} · ${last[1]} a second` : seen ? 'quiet' : 'no requests yet';
              plot.canvas.setAttribute('aria-label', last
                ? `p50 ${millisecondsText(last[2])}, p90 ${millisecondsText(last[3])}, p99 ${millisecondsText(last[4])}` : 'quiet');
            }

            const shortMilliseconds = (value) => (value >= 1000 ? value / 1000 + ' s' : +value.toPrecision(2) + ' ms');

            /** Lines between neighbouring seconds; dots where a second stands alone. */
            function drawSeries(pen, points, column, x, y, style) {
              pen.strokeStyle = pen.fillStyle = style;
              pen.lineWidth = 1.5;
              pen.lineJoin = 'round';
              pen.beginPath();
              points.forEach((point, index) => {
                const before = points[index - 1];
                const after = points[index + 1];
                const joins = before && before[0] - point[0] <= 2;
                if (joins) pen.lineTo(x(point[0]), y(point[column]));
                else pen.moveTo(x(point[0]), y(point[column]));
                if (!joins && !(after && point[0] - after[0] <= 2)) {
                  pen.rect(x(point[0]) - 1, y(point[column]) - 1, 2, 2);
                }
              });
              pen.stroke();
              pen.lineWidth = 1;
            }

            // ---------------------------------------------------------------- models

            const models = new Map();

            async function refreshModels() {
              const { models: list } = await askJSON('/v1/models');
              for (const facts of list) {
                const model = models.get(facts.name) || addModel(facts);
                if (model.generation !== facts.generation) {
                  model.generation = facts.generation;
                  describeModel(model, facts);
                  showPlan(model).catch((error) => { model.planText.textContent = error.message; });
                }
                const { waiting, running, capacity } = facts.queue;
                model.queue.textContent = `${running} running, ${waiting} of ${capacity} waiting`;
              }
            }

            function addModel({ name }) {
              const model = {
                name,
                address: '/v1/models/' + encodeURIComponent(name),
                title: make('h3', {}, name),
                queue: make('span', { class: 'facts' }),
                facts: make('p', { class: 'caption' }),
                plan: make('canvas', { class: 'plan', role: 'img', 'aria-label': 'tensors in the arena over the ops' }),
                planText: make('p', { class: 'caption' }),
                profile: make('div'),
                tried: make('div'),
              };
              model.measure = make('button', { type: 'button', onclick: () => measure(model) }, 'Measure the ops');
              const file = make('input', { type: 'file', accept: 'image/*', onchange: () => {
                if (file.files[0]) tryPicture(model, file.files[0]);
                file.value = '';
              } });
              model.tryArea = make('div', { class: 'drop' },
                make('div', { class: 'row' }, make('label', { class: 'button' }, 'Try a picture', file),
                  make('span', { class: 'caption' }, 'or drop one here')), model.tried);
              model.tryArea.addEventListener('dragover', (event) => {
                event.preventDefault();
                model.tryArea.classList.add('over');
              });
              model.tryArea.addEventListener('dragleave', () => model.tryArea.classList.remove('over'));
              model.tryArea.addEventListener('drop', (event) => {
                event.preventDefault();
                model.tryArea.classList.remove('over');
                if (event.dataTransfer.files[0]) tryPicture(model, event.dataTransfer.files[0]);
              });
              byId('model-list').append(make('article', { class: 'card model' },
                make('div', { class: 'head' }, model.title, model.queue), model.facts, model.tryArea,
                make('div', { class: 'columns' },
                  make('div', {}, make('h4', {}, 'Memory plan'), model.plan, model.planText),
                  make('div', {}, make('h4', {}, 'Time by op'), model.measure, model.profile))));
              for (const kind of ['pointermove', 'pointerdown']) {
                model.plan.addEventListener(kind, (event) => pointAtPlan(model, event));
              }
              model.plan.addEventListener('pointerleave', () => drawPlan(model, null));
              models.set(name, model);
              return model;
            }

            function describeModel(model, facts) {
              const shape = (tensor) => tensor.shape.join('x');
              const memory = facts.memory_bytes;
              model.facts.textContent = [
                facts.task || 'tensors', facts.inputs.map(shape).join(', ') + ' → ' + facts.outputs.map(shape).join(', '),
                `${facts.isa}, ${facts.threads} thread${facts.threads > 1 ? 's' : ''}`,
                `file ${bytesText(memory.file)}, arena ${bytesText(memory.arena)}, prepared ${bytesText(memory.prepared)}`,
                facts.generation > 1 ? `replaced ${facts.generation - 1} times` : null,
              ].filter(Boolean).join(' · ');
              model.tryArea.hidden = !facts.task;
              model.profile.replaceChildren();
            }

            // ---------------------------------------------------------------- memory plan

            async function showPlan(model) {
              model.layout = await askJSON(model.address + '/plan');
              drawPlan(model, null);
            }

            function planScales(model, width, height) {
              const { ops, arena_bytes: arena } = model.layout;
              const [left, right, top, bottom] = [62, 4, 6, 18];
              const steps = ops.length + 2;
              return {
                left, right, top, bottom,
                // Step -1 is the input's, step ops.length the output's.
                x: (step) => left + (width - left - right) * (step + 1) / steps,
                y: (offset) => height - bottom - (height - top - bottom) * offset / Math.max(arena, 1),
              };
            }

            function drawPlan(model, chosen) {
              if (!model.layout) return;
              const { pen, width, height } = context(model.plan);
              const { ops, tensors, arena_bytes: arena } = model.layout;
              const scale = planScales(model, width, height);
              for (const tensor of tensors) {
                const [x, y] = [scale.x(tensor.first), scale.y(tensor.offset + tensor.bytes)];
                const [w, h] = [scale.x(tensor.last + 1) - x, scale.y(tensor.offset) - y];
                pen.globalAlpha = chosen && chosen !== tensor ? 0.35 : 0.9;
                pen.fillStyle = kindColour(tensor.first < 0 ? 'input' : ops[tensor.first].kind);
                pen.fillRect(x, y, Math.max(w - 0.5, 1), Math.max(h - 0.5, 1));
              }
              pen.globalAlpha = 1;
              pen.strokeStyle = colour('line');
              pen.strokeRect(scale.left + 0.5, scale.top + 0.5, width - scale.left - scale.right - 1, height - scale.top - scale.bottom);
              pen.fillStyle = colour('dim');
              pen.textAlign = 'right';
              pen.fillText(bytesText(arena), scale.left - 6, scale.top + 9);
              pen.fillText('0', scale.left - 6, height - scale.bottom);
              pen.textAlign = 'left';
              pen.fillText('first op', scale.left, height - 4);
              pen.textAlign = 'right';
              pen.fillText(`op ${ops.length - 1}`, width - scale.right, height - 4);
              model.planText.textContent = chosen ? tensorText(chosen, ops) : planText(model.layout);
            }

            function planText({ ops, tensors, arena_bytes: arena, scratch_bytes: scratch, weight_bytes: weights }) {
              const live = ops.map((_, op) => tensors.reduce(
                (sum, t) => sum + (t.first <= op && op <= t.last ? t.bytes : 0), 0));
              const peak = live.indexOf(Math.max(...live));
              return `${tensors.length} tensors share ${bytesText(arena)}; the most live at op ${peak} (${ops[peak]?.kind}). `
                + `Scratch ${bytesText(scratch)}, weights ${bytesText(weights)}. Touch a tensor to see what it is.`;
            }

            function tensorText(tensor, ops) {
              const end = tensor.last >= ops.length ? 'the end' : `op ${tensor.last}`;
              const start = tensor.first < 0 ? 'the start' : `op ${tensor.first} (${ops[tensor.first].kind})`;
              return `${tensor.name || 'tensor'} ${tensor.shape} ${tensor.type}: ${bytesText(tensor.bytes)} at `
                + `${tensor.offset}, from ${start} to ${end}`;
            }

            function pointAtPlan(model, event) {
              if (!model.layout) return;
              const { clientWidth: width, clientHeight: height } = model.plan;
              const scale = planScales(model, width, height);
              const found = model.layout.tensors.find((tensor) =>
                event.offsetX >= scale.x(tensor.first) && event.offsetX <= scale.x(tensor.last + 1)
                && event.offsetY >= scale.y(tensor.offset + tensor.bytes) && event.offsetY <= scale.y(tensor.offset));
              drawPlan(model, found || null);
            }

            // ---------------------------------------------------------------- profile

            async function measure(model) {
              model.measure.disabled = true;
              model.measure.textContent = 'Measuring…';
              try {
                showProfile(model, await askJSON(model.address + '/profile'));
              } catch (error) {
                model.profile.replaceChildren(make('p', { class: 'fault' }, error.message));
              }
              model.measure.disabled = false;
              model.measure.textContent = 'Measure again';
            }

            function showProfile(model, profile) {
              const kinds = new Map();
              for (const op of profile.ops) kinds.set(op.kind, (kinds.get(op.kind) || 0) + op.share);
              const sorted = [...kinds].sort((a, b) => b[1] - a[1]);
              const stack = make('div', { class: 'stack' });
              const keys = make('div', { class: 'keys' });
              for (const [kind, share] of sorted) {
                const part = make('i', { title: kind });
                part.style.flex = `${share} 0 0`;
                part.style.background = kindColour(kind);
                stack.append(part);
                if (share < 0.005) continue;
                const key = make('i');
                key.style.background = kindColour(kind);
                keys.append(make('span', {}, key, `${kind} ${(share * 100).toFixed(0)}%`));
              }
              const ops = [...profile.ops].sort((a, b) => b.ms - a.ms);
              const body = make('tbody');
              const fill = (count) => {
                for (const op of ops.slice(body.children.length, count)) body.append(opRow(op, ops[0].ms));
              };
              fill(8);
              const more = make('button', { type: 'button', onclick: () => { fill(ops.length); more.remove(); } },
                `All ${ops.length} ops`);
              model.profile.replaceChildren(
                make('p', { class: 'caption' },
                  `${millisecondsText(profile.total_ms)} in ${ops.length} ops, median of ${profile.runs} runs between requests`),
                stack, keys,
                make('table', {}, make('thead', {}, make('tr', {}, make('th', { class: 'kind' }, 'op'), make('th', {}, 'output'),
                  make('th', { class: 'number' }, 'ms'), make('th', { class: 'number wide' }, 'GMAC/s'))), body),
                ops.length > 8 ? more : '');
            }

            function opRow(op, longest) {
              const bar = make('i');
              bar.style.width = `${op.ms / longest * 100}%`;
              return make('tr', { title: op.name },
                make('td', {}, `${op.index} ${op.kind}`), make('td', { class: 'bar' }, bar, make('span', {}, op.shape)),
                make('td', { class: 'number' }, op.ms.toFixed(3)),
                make('td', { class: 'number wide' }, op.macs && op.ms > 0 ? (op.macs / op.ms / 1e6).toFixed(1) : ''));
            }

            // ---------------------------------------------------------------- trying a picture

            async function tryPicture(model, file) {
              const canvas = make('canvas', { class: 'tried' });
              const text = make('p', { class: 'caption' }, 'working…');
              model.tried.replaceChildren(canvas, text);
              try {
                const picture = await createImageBitmap(file);
                // What the daemon does not decode is made a JPEG here.
                const known = /^image\/(jpeg|png|bmp|x-ms-bmp)$/.test(file.type);
                const body = known ? file : await reencode(picture);
                const start = performance.now();
                const result = await askJSON(model.address + '/run?rle=1', {
                  method: 'POST', body, headers: { 'Content-Type': 'application/octet-stream' },
                });
                const elapsed = performance.now() - start;
                drawPicture(canvas, picture, result);
                const stages = Object.entries(result.timing_ms || {}).map(([name, time]) => `${name} ${time.toFixed(2)}`).join(', ');
                text.textContent = `${resultText(result)} — ${stages} ms; ${millisecondsText(elapsed)} with the way there and back`;
                if (result.task === 'classify') text.after(classTable(result.classes));
              } catch (error) {
                canvas.remove();
                text.className = 'fault';
                text.textContent = error instanceof DOMException ? 'this browser cannot read that picture' : error.message;
              }
            }

            function reencode(picture) {
              const canvas = make('canvas');
              [canvas.width, canvas.height] = [picture.width, picture.height];
              canvas.getContext('2d').drawImage(picture, 0, 0);
              return new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.95));
            }

            /** The picture, at most 1280 wide, with what was seen on it. */
            function drawPicture(canvas, picture, result) {
              const scale = Math.min(1, 1280 / picture.width, 1280 / picture.height);
              canvas.width = Math.round(picture.width * scale);
              canvas.height = Math.round(picture.height * scale);
              const pen = canvas.getContext('2d');
              pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
              if (result.rle) paintClasses(pen, canvas, result);
              const unit = Math.max(1, Math.sqrt(canvas.width * canvas.height) / 400);
              for (const found of [...(result.boxes || result.poses || [])].reverse()) {
                if (found.box) drawBox(pen, found, scale, unit);
                for (const [x, y, score] of found.keypoints || []) {
                  if (score < 0.3) continue;
                  pen.beginPath();
                  pen.arc(x * scale, y * scale, 2.5 * unit, 0, 7);
                  pen.fillStyle = '#fff';
                  pen.fill();
                  pen.strokeStyle = '#000';
                  pen.stroke();
                }
              }
            }

            function drawBox(pen, found, scale, unit) {
              const [x1, y1, x2, y2] = found.box.map((value) => value * scale);
              const style = classColour(found.class);
              pen.lineWidth = 2 * unit;
              pen.strokeStyle = style;
              pen.strokeRect(x1, y1, x2 - x1, y2 - y1);
              const label = `${found.label || 'class ' + found.class} ${found.score.toFixed(2)}`;
              pen.font = `${Math.round(11 * unit)}px system-ui, sans-serif`;
              const [width, height] = [pen.measureText(label).width + 6 * unit, 15 * unit];
              const top = y1 >= height ? y1 - height : y1;
              pen.fillStyle = style;
              pen.fillRect(x1 - unit, top, width, height);
              pen.fillStyle = '#000';
              pen.textBaseline = 'middle';
              pen.fillText(label, x1 + 2 * unit, top + height / 2);
            }

            /** Runs of classes along the rows, as class, length pairs; class 0 is left as it is. */
            function paintClasses(pen, canvas, { width, height, rle }) {
              if (!width || !height) return;
              const map = make('canvas');
              [map.width, map.height] = [width, height];
              const brush = map.getContext('2d');
              for (let index = 0, at = 0; index + 1 < rle.length; index += 2) {
                let left = rle[index + 1];
                brush.fillStyle = classColour(rle[index]);
                while (left > 0) {
                  const [x, y] = [at % width, Math.floor(at / width)];
                  const run = Math.min(left, width - x);
                  if (rle[index] !== 0) brush.fillRect(x, y, run, 1);
                  at += run;
                  left -= run;
                }
              }
              pen.globalAlpha = 0.45;
              pen.drawImage(map, 0, 0, canvas.width, canvas.height);
              pen.globalAlpha = 1;
            }

            function classTable(classes) {
              const body = make('tbody');
              for (const found of classes) {
                const bar = make('i');
                bar.style.width = `${found.score * 100}%`;
                body.append(make('tr', {}, make('td', { class: 'bar' }, bar, make('span', {}, found.label || `class ${found.index}`)),
                  make('td', { class: 'number' }, found.score.toFixed(3))));
              }
              return make('table', {}, body);
            }

            // ---------------------------------------------------------------- going

            async function repeat(task, milliseconds) {
              for (;;) {
                if (!document.hidden) {
                  try { await task(); } catch (error) { if (!(error instanceof TypeError)) console.warn(error); }
                }
                await pause(milliseconds);
              }
            }

            byId('metrics-link').addEventListener('click', async (event) => {
              if (!token) return;
              // A link cannot show the token.
              event.preventDefault();
              const text = await (await ask('/metrics')).blob();
              window.open(URL.createObjectURL(new Blob([text], { type: 'text/plain' })), '_blank');
            });

            function redraw() {
              for (const model of models.values()) drawPlan(model, null);
              refreshLatency().catch(() => {});
            }

            window.addEventListener('resize', redraw);
            matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);

            watchEvents();
            repeat(refreshCameras, 1000);
            repeat(refreshLatency, 1000);
            repeat(refreshModels, 2000);
            </script>
            </body>
            </html>
            """##
    }
#endif
