/// A page of its own: no script, nothing fetched, light or dark as the reader's system is.
func pageFrame(title: String, body: String) -> String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8"/>
    <meta name="viewport" content="width=device-width, initial-scale=1"/>
    <meta name="color-scheme" content="light dark"/>
    <title>\(escaped(title))</title>
    <style>
    \(pageStyle)
    </style>
    </head>
    <body>
    <main>
    \(body)</main>
    </body>
    </html>

    """
}

private let pageStyle = """
    :root { --back: #fff; --card: #f6f7f9; --ink: #16191d; --soft: #5c6570; --line: #dfe3e8; --roof: #8a94a0;
      --c1: #2f6fdb; --c2: #d9730d; --c3: #12906a; --c4: #8b47c7; --c5: #cf3a3a; --c6: #0b8296; --warn: #fff4dc; }
    @media (prefers-color-scheme: dark) { :root { --back: #14171b; --card: #1d2126; --ink: #e8eaed; --soft: #9aa4af;
      --line: #2c3239; --roof: #6f7b87; --c1: #6aa3ff; --c2: #f2a154; --c3: #45c49a; --c4: #bd8cf0; --c5: #f07f7f;
      --c6: #4cc3d6; --warn: #3a3016; } }
    * { box-sizing: border-box; }
    body { margin: 0; background: var(--back); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
    main { max-width: 1080px; margin: 0 auto; padding: 20px 16px 48px; }
    h1 { font-size: 22px; margin: 0; overflow-wrap: anywhere; }
    h2 { font-size: 16px; margin: 32px 0 8px; }
    p { margin: 4px 0; } .small, .lead { color: var(--soft); } .small { font-size: 13px; }
    .tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(128px, 1fr)); gap: 10px; margin: 16px 0; }
    .tile { background: var(--card); border-radius: 8px; padding: 10px 12px; }
    .tile b { display: block; font-size: 21px; font-weight: 600; font-variant-numeric: tabular-nums; }
    .tile span { color: var(--soft); font-size: 12px; }
    .warnings { background: var(--warn); border-radius: 8px; padding: 10px 12px 10px 30px; margin: 12px 0; }
    .grid2 { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 470px), 1fr)); gap: 8px 24px; }
    .grid2 > section { min-width: 0; }
    .plot { overflow-x: auto; } .plot svg { display: block; width: 100%; min-width: 420px; max-width: 760px;
      height: auto; }
    svg text { font: 12px system-ui, sans-serif; fill: var(--soft); } svg .label { fill: var(--ink); }
    svg .middle { text-anchor: middle; } svg .end { text-anchor: end; } svg .note { fill: var(--ink); font-size: 11px;
      paint-order: stroke; stroke: var(--back); stroke-width: 3px; stroke-linejoin: round; }
    .grid { stroke: var(--line); stroke-width: 1; } .mark { stroke: var(--ink); stroke-dasharray: 3 3; opacity: .6; }
    .roof { stroke: var(--roof); stroke-width: 1.5; fill: none; } .ideal { stroke: var(--roof); stroke-dasharray: 4 4; }
    .path { fill: none; stroke-width: 2; } .whisker { stroke: var(--ink); stroke-width: 1.5; }
    .c1 { fill: var(--c1); } .c2 { fill: var(--c2); } .c3 { fill: var(--c3); } .c4 { fill: var(--c4); }
    .c5 { fill: var(--c5); } .c6 { fill: var(--c6); } .faint { fill-opacity: .45; }
    .s1 { stroke: var(--c1); } .s2 { stroke: var(--c2); } .s3 { stroke: var(--c3); } .s4 { stroke: var(--c4); }
    .s5 { stroke: var(--c5); } .s6 { stroke: var(--c6); }
    .b1 { background: var(--c1); } .b2 { background: var(--c2); } .b3 { background: var(--c3); }
    .b4 { background: var(--c4); } .b5 { background: var(--c5); } .b6 { background: var(--c6); }
    .legend { display: flex; flex-wrap: wrap; gap: 4px 16px; font-size: 13px; color: var(--soft); }
    .legend i { display: inline-block; width: 10px; height: 10px; border-radius: 3px; margin-right: 6px; }
    .scroll { overflow-x: auto; }
    table { border-collapse: collapse; font-size: 13px; font-variant-numeric: tabular-nums; }
    th, td { padding: 2px 10px 2px 0; text-align: right; white-space: nowrap; }
    th { color: var(--soft); font-weight: 500; border-bottom: 1px solid var(--line); }
    .text { text-align: left; } td.text, table.facts td { white-space: normal; }
    table.facts th { text-align: left; vertical-align: top; border: 0; } table.facts td { text-align: left;
      overflow-wrap: anywhere; }
    table.ops td.text { white-space: nowrap; } .soft { color: var(--soft); } .name { color: var(--soft); opacity: .8; }
    .wide { text-align: left; }
    .track { width: 170px; height: 12px; position: relative; }
    .bar { position: absolute; left: 0; top: 0; height: 12px; border-radius: 2px; opacity: .45; }
    .roofbar { background: var(--c1); opacity: 1; }
    .stack { display: flex; height: 22px; border-radius: 4px; overflow: hidden; margin: 6px 0; }
    .stack div { min-width: 1px; }
    """
