import { createServer } from 'node:http';

/** Something that the caller did wrong; the message is shown to them. */
export function problem(status, message) {
  return Object.assign(new Error(message), { status });
}

/** Serves a table of routes as JSON on localhost. `GET /` lists the table. */
export async function serve(routes, { port }) {
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const { status, body } = await answer(routes, request.method, request.url, text);
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  });
  await new Promise((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));

  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Finds the route and runs it, for a server and for tests: `{ status, body }`. */
export async function answer(routes, method, target, text = '') {
  try {
    const url = new URL(target, 'http://localhost');
    if (url.pathname === '/') return { status: 200, body: routes.map(([method, path]) => `${method} ${path}`) };
    for (const [wanted, path, handle] of routes) {
      const params = wanted === method && match(path, url.pathname);
      if (!params) continue;
      const body = await handle({ params, query: Object.fromEntries(url.searchParams), body: parse(text) });
      return { status: method === 'POST' ? 201 : 200, body };
    }
    throw problem(404, `There is nothing at ${method} ${url.pathname}`);
  } catch (error) {
    if (error.status) return { status: error.status, body: { problem: error.message } };
    return { status: 500, body: { problem: 'The library made a mistake' } };
  }
}

function match(path, actual) {
  const wanted = path.split('/');
  const given = actual.split('/');
  if (wanted.length !== given.length) return null;
  const params = {};
  for (const [index, part] of wanted.entries()) {
    if (part.startsWith(':')) params[part.slice(1)] = decodeURIComponent(given[index]);
    else if (part !== given[index]) return null;
  }
  return params;
}

function parse(text) {
  try {
    return text ? JSON.parse(text) : {};
  } catch {
    throw problem(400, 'The body is not JSON');
  }
}
