import { problem } from './http.js';

const days = 21;

/** Who has which book, and until when. A book is with one reader at a time. */
export function createLoans({ catalogue, today = () => new Date() }) {
  const loans = new Map();

  return {
    lend(bookId, { reader }) {
      const book = catalogue.get(bookId);
      if (!reader) throw problem(400, 'A loan needs a reader');
      if (loans.has(book.id)) throw problem(409, `${book.title} is on loan`);
      const due = new Date(today().getTime() + days * 86_400_000).toISOString().slice(0, 10);
      const loan = { book: book.id, reader, due };
      loans.set(book.id, loan);
      return loan;
    },

    takeBack(bookId) {
      const loan = loans.get(catalogue.get(bookId).id);
      if (!loan) throw problem(409, `Book ${bookId} is not on loan`);
      loans.delete(bookId);
      return loan;
    },

    count: () => loans.size,
  };
}
