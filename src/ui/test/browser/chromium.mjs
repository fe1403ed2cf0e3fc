import { existsSync } from "node:fs";

const PROGRAMS = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** The browser of the tests; undefined if there is none. */
export const CHROMIUM = PROGRAMS.find(path => path && existsSync(path));
