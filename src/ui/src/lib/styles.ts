/**
 * Lets code run that makes style sheets of its own, which the page's policy does not allow.
 *
 * In place of `<style>` the document makes elements that show nothing, and puts what is written into
 * them into a constructed style sheet; in place of `style` attributes it sets the properties.
 *
 * @returns what ends that
 */
export function withoutInlineStyles(): () => void {
  const plain = document.createElement;
  document.createElement = ((name: string, options?: ElementCreationOptions) => (name === "style"
    ? sheetHolder(plain.call(document, "span"))
    : guarded(plain.call(document, name, options)))) as typeof document.createElement;
  return () => {
    document.createElement = plain;
  };
}

function sheetHolder(element: HTMLElement): HTMLElement {
  element.hidden = true;
  const sheet = new CSSStyleSheet();
  document.adoptedStyleSheets.push(sheet);
  for (const property of ["textContent", "innerText"]) {
    Object.defineProperty(element, property, { get: () => "", set: (text: string) => sheet.replaceSync(text) });
  }
  const remove = element.remove.bind(element);
  element.remove = () => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter(s => s !== sheet);
    remove();
  };
  return element;
}

function guarded(element: HTMLElement): HTMLElement {
  const set = element.setAttribute.bind(element);
  element.setAttribute = (name, value) => {
    if (name === "style") {
      element.style.cssText = value;
    } else {
      set(name, value);
    }
  };
  return element;
}
