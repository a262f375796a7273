/** What stands at `/` where the dashboard was not built. */
export const UNBUILT = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>Tabellary</title>
    <style>body { font: 1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 4rem auto; padding: 0 1rem }</style>
  </head>
  <body>
    <h1>Tabellary is running</h1>
    <p>Its dashboard has not been built. In the folder that you started it from, run</p>
    <pre><code>npm run build -w packages/dashboard</code></pre>
    <p>and start it again. <code>npm start</code> does both. The API works without: see <a href="/docs">its pages</a>.</p>
  </body>
</html>
`;
