import { safeMatch } from '../captures.ts';
import { string } from '../value.ts';
import { percentDecode, urlEncode } from './escapes.ts';
import { flag, text, type Family } from './function.ts';
import { globMatches } from './glob.ts';

/** A character that no URL has (functions/querystring-filtersep). */
const separator = '\x7f';

export const queryStrings: Family = {
  'querystring.get': (args) => {
    const wanted = canonical(text(args, 1));
    // A parameter without `=` has no value to give.
    const found = split(text(args, 0)).parameters.find((it) => wanted !== '' && it.startsWith(`${wanted}=`));
    return string(found === undefined ? null : found.slice(wanted.length + 1));
  },
  'querystring.add': (args) => {
    const { path, parameters } = split(text(args, 0));
    return string(join(path, [...parameters, `${urlEncode(text(args, 1))}=${urlEncode(text(args, 2))}`]));
  },
  'querystring.set': (args) => {
    const { path, parameters } = split(text(args, 0));
    const name = canonical(text(args, 1));
    const parameter = `${name}=${urlEncode(text(args, 2))}`;
    const first = parameters.findIndex((it) => nameOf(it) === name);
    if (first === -1) return string(join(path, [...parameters, parameter]));
    const rest = parameters.filter((it, at) => at === first || nameOf(it) !== name);
    return string(
      join(
        path,
        rest.map((it) => (nameOf(it) === name ? parameter : it)),
      ),
    );
  },
  'querystring.remove': (args) => string(split(text(args, 0)).path),
  /** A parameter is empty when it has no name; one without a value is not. */
  'querystring.clean': (args) => string(keep(text(args, 0), () => true)),
  'querystring.filtersep': () => string(separator),
  'querystring.filter': (args) => {
    const names = new Set(text(args, 1).split(separator));
    return string(keep(text(args, 0), (name) => !names.has(name)));
  },
  'querystring.filter_except': (args) => {
    const names = new Set(text(args, 1).split(separator));
    return string(keep(text(args, 0), (name) => names.has(name)));
  },
  'querystring.globfilter': (args) => string(keep(text(args, 0), (name) => !globMatches(text(args, 1), name))),
  'querystring.globfilter_except': (args) => string(keep(text(args, 0), (name) => globMatches(text(args, 1), name))),
  'querystring.regfilter': (args, context) =>
    string(keep(text(args, 0), (name) => safeMatch(name, text(args, 1), 0, context) === null)),
  'querystring.regfilter_except': (args, context) =>
    string(keep(text(args, 0), (name) => safeMatch(name, text(args, 1), 0, context) !== null)),
  'querystring.sort': (args) => string(sort(text(args, 0), args[1] !== undefined && flag(args, 1))),
  'boltsort.sort': (args) => string(sort(text(args, 0), args[1] !== undefined && flag(args, 1))),
};

function split(url: string): { readonly path: string; readonly parameters: readonly string[] } {
  const at = url.indexOf('?');
  if (at === -1) return { path: url, parameters: [] };
  const query = url.slice(at + 1);
  return { path: url.slice(0, at), parameters: query === '' ? [] : query.split('&') };
}

/** Without parameters there is no question mark either. */
function join(path: string, parameters: readonly string[]): string {
  return parameters.length === 0 ? path : `${path}?${parameters.join('&')}`;
}

function nameOf(parameter: string): string {
  return parameter.split('=', 1)[0] as string;
}

/** Every filter drops the empty parameters as well (decision filterEmpty). */
function keep(url: string, test: (name: string) => boolean): string {
  const { path, parameters } = split(url);
  return join(
    path,
    parameters.filter((parameter) => nameOf(parameter) !== '' && test(nameOf(parameter))),
  );
}

/** As a name is written in a URL: an argument may come decoded or not (falco commit 47018a6). */
function canonical(name: string): string {
  return urlEncode(percentDecode(name));
}

/** The platform leaves longer query strings as they are (functions/querystring-sort). */
const mostSorted = 32;

/** By name, upper case before lower; of the same name as they came, or only the first. What has no name is dropped. */
function sort(url: string, onlyUniqueKeys: boolean): string {
  const { path, parameters } = split(url);
  if (parameters.length > mostSorted) return url;
  const named = parameters.filter((parameter) => nameOf(parameter) !== '');
  const names = named.map(nameOf);
  const kept = onlyUniqueKeys ? named.filter((parameter, at) => names.indexOf(nameOf(parameter)) === at) : [...named];
  return join(
    path,
    kept.sort((a, b) => Number(nameOf(a) > nameOf(b)) - Number(nameOf(a) < nameOf(b))),
  );
}
