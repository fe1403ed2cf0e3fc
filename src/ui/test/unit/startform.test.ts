import assert from "node:assert/strict";
import { test } from "node:test";
import { hint, initial, read, type Variable } from "../../src/lib/startform.ts";

const variable = (name: string, type: Variable["type"], more: Partial<Variable> = {}): Variable => ({ name, type, required: false, ...more });

test("fields of lists and maps say that they take JSON", () => {
  assert.deepEqual([hint("list"), hint("map"), hint("integer"), hint("any")], ['list, as JSON: ["a", 2]', 'map, as JSON: {"a": 1}', "integer", ""]);
});

test("texts become values of the declared types", () => {
  const declared = [
    variable("s", "string"), variable("i", "integer"), variable("n", "number"), variable("b", "boolean"),
    variable("l", "list"), variable("m", "map"), variable("a", "any"), variable("t", "any"),
  ];
  const { variables, problems } = read(declared, { s: "5", i: "-5", n: "1.5", b: "true", l: "[1]", m: "{\"x\":1}", a: "7", t: "plain" });
  assert.deepEqual(problems, {});
  assert.deepEqual(variables, { s: "5", i: -5, n: 1.5, b: true, l: [1], m: { x: 1 }, a: 7, t: "plain" });
});

test("what does not fit is named", () => {
  const { problems } = read([variable("i", "integer"), variable("l", "list"), variable("r", "string", { required: true })], { i: "1.5", l: "{}" });
  assert.deepEqual(Object.keys(problems), ["i", "l", "r"]);
  assert.match(problems["r"]!, /required/);
});

test("whole numbers that would be changed on the way are refused, also within lists and objects", () => {
  const declared = [variable("i", "integer"), variable("l", "list"), variable("m", "map"), variable("a", "any")];
  const large = "9007199254740993";
  const { problems } = read(declared, { i: large, l: `["x", ${large}]`, m: `{"x": -${large}}`, a: large });
  assert.deepEqual(Object.keys(problems), ["i", "l", "m", "a"]);
  assert.match(problems["i"]!, /beyond 9007199254740991/);
  const texts = read([...declared, variable("s", "string")], { i: "9007199254740991", l: `["\\"${large}"]`, a: `v ${large}`, s: large });
  assert.deepEqual(texts.problems, {});
});

test("empty fields are left out, so that defaults hold", () => {
  assert.deepEqual(read([variable("i", "integer", { default: 2 }), variable("x", "any")], { i: "", x: "" }).variables, {});
});

test("a text whose default is not wanted can be empty", () => {
  assert.deepEqual(read([variable("s", "string", { default: "main" })], { s: "" }).variables, { s: "" });
});

test("allowed values keep their types", () => {
  assert.deepEqual(read([variable("a", "any", { allowed: [1, "2", true] })], { a: "1" }).variables, { a: 1 });
});

test("defaults are shown so that they are read as the same", () => {
  for (const value of ["main", "5", "true", 5, true, [1, "a"], { x: null }]) {
    const declared = variable("v", "any", { default: value });
    assert.deepEqual(read([declared], { v: initial(declared) }).variables, { v: value });
  }
});
