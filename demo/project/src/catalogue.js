import { problem } from './http.js';

const shelves = [
  { id: '1', title: 'A Wizard of Earthsea', author: 'Ursula K. Le Guin', year: 1968 },
  { id: '2', title: 'Kindred', author: 'Octavia E. Butler', year: 1979 },
  { id: '3', title: 'The C++ Programming Language', author: 'Bjarne Stroustrup', year: 1985 },
  { id: '4', title: 'Parable of the Sower', author: 'Octavia E. Butler', year: 1993 },
  { id: '5', title: 'What If?', author: 'Randall Munroe', year: 2014 },
];

/** The books of the library, in the order in which they were bought. */
export function createCatalogue(books = shelves) {
  return {
    /** All books, or those of one author. */
    list({ author } = {}) {
      return books.filter((book) => !author || book.author === author);
    },

    get(id) {
      const book = books.find((each) => each.id === id);
      if (!book) throw problem(404, `There is no book ${id}`);
      return book;
    },
  };
}
