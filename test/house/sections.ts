/** Puts generated text between the markers `<!-- name… -->` and `<!-- /name -->` of a page. Fails when they are not there. */
export function fillSection(page: string, name: string, content: string): string {
  const section = new RegExp(`(<!-- ${name}\\b[^>]*-->\\n).*?(<!-- /${name} -->)`, 's');
  if (!section.test(page)) throw new Error(`There is no section "${name}"`);
  return page.replace(section, (_, start: string, end: string) => `${start}\n${content.trim()}\n\n${end}`);
}

/** A Markdown table. Cells are one line each; a bar in a cell is escaped. */
export function markdownTable(headings: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(headings), `|${headings.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}
