// Reads the command line of `npm start`.
import { StartProblem } from './startProblem.mjs';

/** What `npm start -- --help` prints. */
export const USAGE = `npm start                 build, start the demo and open VS Code on it
npm start -- DIR          open that folder instead of the demo
npm start -- --no-open    open nothing: print the address of the browser build only
npm start -- --port N     port of the browser build on 127.0.0.1 (default: a free one)
npm start -- --speed N    let the demo's time run N times as fast (default 1)`;

/**
 * What was asked for.
 * @typedef {object} StartArguments
 * @property {string | undefined} folder Folder to open; undefined opens the demo.
 * @property {boolean} open Whether a window may be opened.
 * @property {number} port Port of the browser build; 0 takes a free one.
 * @property {number} speed How many times faster than real time the demo runs.
 * @property {boolean} help Whether only the usage was asked for.
 */

/**
 * Reads the arguments.
 * @param {readonly string[]} args What follows `npm start --`.
 * @returns {StartArguments} Throws a `StartProblem` that quotes what cannot be understood.
 */
export function readStartArguments(args) {
  /** @type {StartArguments} */
  const read = { folder: undefined, open: true, port: 0, speed: 1, help: false };
  const rest = [...args];
  for (let argument = rest.shift(); argument !== undefined; argument = rest.shift()) {
    const [name, inline] = argument.startsWith('--') ? splitOption(argument) : [argument, undefined];
    if (name === '--no-open') read.open = false;
    else if (name === '--help' || name === '-h') read.help = true;
    else if (name === '--port') read.port = readNumber(name, inline ?? rest.shift(), (port) => Number.isInteger(port) && port >= 0 && port < 65_536);
    else if (name === '--speed') read.speed = readNumber(name, inline ?? rest.shift(), (speed) => Number.isFinite(speed) && speed > 0);
    else if (name.startsWith('-')) throw new StartProblem(`Unknown option ${name}.`, USAGE);
    else if (read.folder === undefined) read.folder = name;
    else throw new StartProblem(`Only one folder can be opened, and both ${read.folder} and ${name} were named.`);
  }
  return read;
}

/**
 * @param {string} option Such as `--port=80`.
 * @returns {[string, string | undefined]} Name and value.
 */
function splitOption(option) {
  const equals = option.indexOf('=');
  return equals < 0 ? [option, undefined] : [option.slice(0, equals), option.slice(equals + 1)];
}

/**
 * @param {string} name The option, for the message.
 * @param {string | undefined} text Its value.
 * @param {(value: number) => boolean} fits Whether a number is in range.
 * @returns {number} The value.
 */
function readNumber(name, text, fits) {
  const value = text === undefined || text.trim() === '' ? Number.NaN : Number(text);
  if (!fits(value)) throw new StartProblem(`${name} needs a number that fits, not ${text === undefined ? 'nothing' : `"${text}"`}.`);
  return value;
}
