
// The page can be read without this: it sorts tables, and opens what is folded for a printer.
document.querySelectorAll('table.sortable').forEach(table => {
  const body = table.tBodies[0];
  const value = (row, at) => {
    const cell = row.cells[at];
    const number = Number(cell.dataset.value ?? cell.textContent);
    return Number.isNaN(number) ? cell.textContent : number;
  };
  const compare = (a, b) => typeof a === typeof b ? (a > b ? 1 : b > a ? -1 : 0) : String(a).localeCompare(String(b));
  Array.from(table.tHead.rows[0].cells).forEach((head, at) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener('click', () => {
      const down = head.getAttribute('aria-sort') === 'ascending';
      table.querySelectorAll('th').forEach(other => other.removeAttribute('aria-sort'));
      head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      const rows = Array.from(body.rows);
      rows.sort((a, b) => compare(value(a, at), value(b, at)) * (down ? -1 : 1));
      body.append(...rows);
    });
  });
});
let folded = [];
addEventListener('beforeprint', () => {
  folded = Array.from(document.querySelectorAll('details:not([open])'));
  folded.forEach(details => details.open = true);
});
addEventListener('afterprint', () => folded.forEach(details => details.open = false));
