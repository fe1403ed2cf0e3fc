/** The fields of a form that starts a job, from the variables that a pipeline declares. Pure. */

export interface Variable {
  name: string;
  description?: string | null;
  type: "any" | "string" | "integer" | "number" | "boolean" | "list" | "map";
  required: boolean;
  default?: unknown;
  allowed?: unknown[];
}

export type Values = Record<string, string>;

/** What is in a field at first. */
export function initial(variable: Variable): string {
  return variable.default === undefined ? "" : shown(variable.default, variable.type);
}

/** A value as somebody would type it into a field. */
export function shown(value: unknown, type: Variable["type"]): string {
  if (value === null || value === undefined) {
    return "";
  }
  if (typeof value === "string" && type !== "list" && type !== "map") {
    return type === "any" && reads(value) ? JSON.stringify(value) : value;
  }
  return typeof value === "object" ? JSON.stringify(value, null, 2) : String(value);
}

/** Whether a text would be read as something else than a text. */
function reads(text: string): boolean {
  try {
    return typeof JSON.parse(text) !== "string" || text.startsWith("\"");
  } catch {
    return false;
  }
}

/** What a form says: the values to send, and what is wrong with the others. */
export interface Reading {
  variables: Record<string, unknown>;
  problems: Record<string, string>;
}

/** Fields that are empty are left out, so that the default holds. */
export function read(declared: Variable[], values: Values): Reading {
  const variables: Record<string, unknown> = {};
  const problems: Record<string, string> = {};
  for (const variable of declared) {
    const text = values[variable.name] ?? "";
    if (text === "" && !(variable.type === "string" && variable.default !== undefined && variable.default !== "")) {
      if (variable.required && variable.default === undefined) {
        problems[variable.name] = "is required";
      }
    } else {
      const value = parse(variable, text);
      if (value === undefined) {
        problems[variable.name] = WRONG[variable.type];
      } else if (isTooLarge(variable, text)) {
        problems[variable.name] = TOO_LARGE;
      } else {
        variables[variable.name] = value;
      }
    }
  }
  return { variables, problems };
}

/** How the value of a field is written, beside what it is for. */
export function hint(type: Variable["type"]): string {
  switch (type) {
    case "any": return "";
    case "list": return `list, as JSON: ${EXAMPLES.list}`;
    case "map": return `map, as JSON: ${EXAMPLES.map}`;
    default: return type;
  }
}

const EXAMPLES = { list: "[\"a\", 2]", map: "{\"a\": 1}" };

const WRONG: Record<Variable["type"], string> = {
  any: "",
  string: "",
  integer: "is not a whole number",
  number: "is not a number",
  boolean: "is not true or false",
  list: `is not a JSON list, such as ${EXAMPLES.list}`,
  map: `is not a JSON object, such as ${EXAMPLES.map}`,
};

const TOO_LARGE = `has a whole number beyond ${Number.MAX_SAFE_INTEGER}, which a browser cannot send unchanged`;

/** Whether a whole number in a text would become another one. */
function isTooLarge({ type }: Variable, text: string): boolean {
  if (type === "string" || (type === "any" && !reads(text))) {
    return false;
  }
  const withoutTexts = text.replaceAll(/"(?:[^"\\]|\\.)*"/g, "");
  const numbers = withoutTexts.match(/[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g) ?? [];
  return numbers.some(number => /^[+-]?\d+$/.test(number) && !Number.isSafeInteger(Number(number)));
}

/** The value that a text means; undefined if it does not fit. */
function parse(variable: Variable, text: string): unknown {
  const allowed = variable.allowed?.find(value => shown(value, variable.type) === text);
  if (allowed !== undefined) {
    return allowed;
  }
  switch (variable.type) {
    case "string": return text;
    case "integer": return /^[+-]?\d+$/.test(text.trim()) ? Number(text) : undefined;
    case "number": return text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : undefined;
    case "boolean": return text === "true" ? true : text === "false" ? false : undefined;
    case "list": return json(text, Array.isArray);
    case "map": return json(text, value => typeof value === "object" && value !== null && !Array.isArray(value));
    case "any": return reads(text) ? JSON.parse(text) as unknown : text;
  }
}

function json(text: string, fits: (value: unknown) => boolean): unknown {
  try {
    const value = JSON.parse(text) as unknown;
    return fits(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
