import { createCatalogue } from './catalogue.js';
import { createLoans } from './loans.js';

/** The whole service as a table of routes, over a library of its own. */
export function createApp() {
  const catalogue = createCatalogue();
  const loans = createLoans({ catalogue });

  const routes = [
    ['GET', '/books', ({ query }) => catalogue.list(query)],
    ['GET', '/books/:id', ({ params }) => catalogue.get(params.id)],
    ['POST', '/books/:id/loan', ({ params, body }) => loans.lend(params.id, body)],
    ['DELETE', '/books/:id/loan', ({ params }) => loans.takeBack(params.id)],
  ];
  return routes;
}
