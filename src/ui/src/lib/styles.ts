/**
 * A document for code that makes style sheets of its own, which the page's policy does not allow.
 *
 * In place of `<style>` it makes elements that show nothing, and puts what is written into them into a
 * constructed style sheet; in place of `style` attributes it sets the properties.
 */
export function documentWithoutStyles(): Document {
  const create = (name: string): HTMLElement => (name === "style" ? sheetHolder() : guarded(document.createElement(name)));
  return new Proxy(document, {
    get(target, name) {
      if (name === "createElement") {
        return create;
      }
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? (value as (...args: unknown[]) => unknown).bind(target) : value;
    },
    set: (target, name, value) => Reflect.set(target, name, value, target),
  });
}

function sheetHolder(): HTMLElement {
  const element = document.createElement("span");
  element.hidden = true;
  const sheet = new CSSStyleSheet();
  document.adoptedStyleSheets.push(sheet);
  Object.defineProperty(element, "textContent", {
    get: () => "",
    set: (text: string) => sheet.replaceSync(text),
  });
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
