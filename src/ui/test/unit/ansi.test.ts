import assert from "node:assert/strict";
import { test } from "node:test";
import { plain, spans, stripped } from "../../src/lib/ansi.ts";

test("colours and styles become classes, until they are reset", () => {
  assert.deepEqual(spans("a\x1b[31;1mred\x1b[0mb", plain()), [
    { text: "a", style: "" }, { text: "red", style: "f1 bold" }, { text: "b", style: "" },
  ]);
});

test("a style carries over to the next line", () => {
  const style = plain();
  spans("\x1b[42mgreen", style);
  assert.deepEqual(spans("still\x1b[49m not", style), [{ text: "still", style: "b2" }, { text: " not", style: "" }]);
});

test("bright, 256-colour and true-colour codes become the nearest colour of the theme", () => {
  assert.equal(spans("\x1b[91mx", plain())[0]?.style, "f9");
  assert.equal(spans("\x1b[38;5;9mx", plain())[0]?.style, "f9");
  assert.equal(spans("\x1b[38;5;196mx", plain())[0]?.style, "f9");
  assert.equal(spans("\x1b[38;2;0;120;0mx", plain())[0]?.style, "f2");
  assert.equal(spans("\x1b[48;2;250;250;250mx", plain())[0]?.style, "b15");
});

test("parameters after a colour in full still count", () => {
  assert.equal(spans("\x1b[38;2;200;0;0;4mx", plain())[0]?.style, "f1 under");
});

test("other sequences, titles and control characters are not shown", () => {
  assert.equal(stripped("\x1b[2K\x1b[1;5Ha\x1b]0;title\x07b\x1b(Bc\x07\x00d"), "abcd");
});

test("of what a line prints over itself, the last remains", () => {
  assert.equal(stripped("10 %\r55 %\r100 %"), "100 %");
  assert.equal(stripped("end of a line of Windows\r"), "end of a line of Windows");
  assert.deepEqual(spans("\x1b[32m1\r2", plain()), [{ text: "2", style: "f2" }]);
});

test("text that looks like mark-up stays text", () => {
  assert.deepEqual(spans("<b>&amp;</b>", plain()), [{ text: "<b>&amp;</b>", style: "" }]);
});
