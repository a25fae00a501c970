import type { Effort, Limit, Severity } from './diagnostic.ts';

/** What is said about a code in `docs/diagnostics/` and by `vcl-port explain CODE`. */
export interface CatalogueEntry {
  readonly title: string;
  readonly severity: Severity;
  readonly limit: Limit;
  readonly effort: Effort;
  /** Markdown: what it means, why it is so, what to do. */
  readonly text: string;
}

const entry = (severity: Severity, limit: Limit, effort: Effort, title: string, text: string): CatalogueEntry => ({
  severity,
  limit,
  effort,
  title,
  text,
});

/** Every diagnostic of vcl-port. The first digit is the family. */
export const catalogue = {
  VCP1001: entry('error', 'input', 'small', 'Syntax error', 'The text does not follow the grammar of its dialect. The message says what was found and what could stand there. Parsing goes on after the statement or declaration, which is kept in the output as a comment.'),
  VCP1002: entry('error', 'input', 'small', 'Unexpected character', 'A character that no token of the dialect can hold, outside strings and comments.'),
  VCP1003: entry('error', 'input', 'small', 'String without an end', 'A `"…"` string ends on its own line; text over several lines is written `{"…"}`.'),
  VCP1004: entry('error', 'input', 'small', 'Comment or inline C without an end', 'A `/*` without `*/`, or `C{` without `}C`.'),
  VCP1005: entry('error', 'input', 'small', 'Brace without its counterpart', 'A declaration began inside another one: the brace that closes the first is missing. vcl-port goes on as if it were there.'),
  VCP1006: entry('error', 'input', 'small', 'Nested too deeply', 'More than 200 levels of braces or parentheses. No configuration needs them; the limit keeps hostile input from exhausting the stack.'),
  VCP1010: entry('error', 'input', 'small', 'Unknown variable', 'The name is in no table of the dialect that is translated from. A misspelling, a variable of the other dialect, or one that is newer than the tables.'),
  VCP1011: entry('error', 'input', 'small', 'Unknown function', 'The name is in no table of the dialect that is translated from, and no subroutine of the program has it.'),
  VCP1012: entry('warning', 'input', 'look', 'Local that is not declared', 'A `var.` name is used that the subroutine does not declare. The platform declares some in its macros; any other is an error that the compiler of the source would report.'),
  VCP1020: entry('error', 'input', 'small', 'Include that was not found', 'The file that an `include` names is not in the given directories. What it holds is missing from the translation.'),
  VCP1021: entry('error', 'input', 'small', 'Include that includes itself', 'Following the `include` would never end.'),
  VCP1022: entry('warning', 'input', 'look', 'The other dialect', 'The text looks like the dialect that it is to be translated to, not like the one it is to be translated from. It was read as it was asked for.'),
  VCP1030: entry('warning', 'input', 'look', 'Return action that the subroutine does not have', 'The word after `return` is none that its dialect knows in this place.'),
  VCP1031: entry('error', 'input', 'small', 'Jump without a label ahead', 'A `goto` names a label that does not follow it in the same subroutine. Jumps go forward, and not into blocks.'),
  VCP1040: entry('warning', 'input', 'look', 'Access list entry that is no address', 'An entry of an access list is neither an address nor a network. Fastly takes no host names there, except `localhost`. The target looks a name up once, when the configuration is loaded, and refuses one that it cannot find.'),
  VCP2001: entry('error', 'target', 'large', 'Inline C', 'C code between `C{` and `}C`. What it does cannot be known from the outside; write it anew with what the target offers.'),
  VCP2002: entry('error', 'target', 'small', 'No equal on the target', 'The target has no such function or variable, and nothing that gives the same value. It counts as not set, as 0 or as false; a statement that was nothing but this is kept as a comment. The message may say what to do instead.'),
  VCP2010: entry('error', 'target', 'small', 'Type that cannot be kept', 'A local variable of a type that the target has no way to keep: an access list, a regular expression. Test against the named thing where it is used instead.'),
  VCP2011: entry('error', 'target', 'small', 'Arithmetic that the target does not have', 'Bit operations and rotations have no equal: the value stays as it was. Shifts by a constant become multiplications and divisions.'),
  VCP2030: entry('error', 'target', 'large', 'Count of requests', 'The number of requests that a rate counter has seen is not known on the target, where a limit can be tested but a count cannot be read. The value is 0. Test a limit with `vsthrottle.is_denied()` instead of comparing a count.'),
  VCP2031: entry('warning', 'target', 'look', 'Shield', 'A shield is another site of the platform that requests go through. There is none before a single cache: the name stays as a backend that is never healthy, so that code which asks for its health goes on to the origin.'),
  VCP2032: entry('error', 'target', 'small', 'Access list chosen at run time', 'On the target the right side of `~` is the name of an access list, known when the configuration is compiled. The test is taken as false.'),
  VCP2033: entry('error', 'input', 'large', 'Rate limit without its extension', 'Rate limits need vmod vsthrottle, which the options do not allow. Nobody is limited: the test is taken as false.'),
  VCP2036: entry('error', 'target', 'small', 'Pattern or access list chosen at run time', 'A table of patterns or of access lists is asked for one of them, and the answer is used elsewhere than in a match, or kept in a variable that is assigned more than once. The target has no values of these types. Match with `~` right against the lookup.'),
  VCP2040: entry('error', 'target', 'small', 'Group of a match that is lost', 'The target has no groups that outlive a match, so a group is worked out again by a substitution with the same pattern. That cannot be done for a pattern that is not written out where it matches, and for one with recursion, verbs, `\\K`, `\\G`, numbers that start again, or more groups than a substitution can name. Write the match so that the group is one of an ordinary pattern.'),
  VCP2041: entry('error', 'target', 'small', 'Name that is not known beforehand', 'A header, subfield or cookie is named by a value, and the target needs the name when the configuration is loaded. Name it in the code, with a branch for each name that can occur.'),
  VCP2042: entry('error', 'target', 'small', 'Header lines that cannot be told apart', 'The target reaches only the first line of a header without the extension `header` (varnish-modules), so that a further line cannot be added, or lines cannot be found or removed by what they say. Install the extension, or let the origin send one line.'),
  VCP2050: entry('error', 'target', 'small', 'Argument that has to be known beforehand', 'The target does this with an object or with code that is made when the configuration is loaded, so the argument has to be written in the configuration. A value that comes with the request cannot take its place: the call counts as not set.'),
  VCP3001: entry('warning', 'target', 'look', 'Nearly the same', 'The target has something that gives the same value in most cases, and another one in some. The message says which.'),
  VCP3002: entry('info', 'target', 'none', 'Left out, with the same responses', 'The statement makes the platform of the source faster or changes how it moves bytes, not what it answers. The target has nothing like it, so it is left out and kept as a comment.'),
  VCP3010: entry('info', 'target', 'look', 'Lifetime of a synthetic response', 'A response made by the cache is never stored on the target, so a lifetime for it has no effect.'),
  VCP3011: entry('info', 'input', 'look', 'Stale setting without effect', 'A window for stale objects in place of errors only matters where the health of a backend is known, or where the code asks for stale objects. The configuration has neither, so the statement has no effect in the source and is left out.'),
  VCP3012: entry('warning', 'target', 'look', 'Changes to the request made before a pass', 'A change to the request for the origin is made before the miss is turned into a pass. On the target the pass begins with the request of the client again.'),
  VCP9010: entry('error', 'tool', 'small', 'Decision that depends on the request to the origin', 'Code of a miss or a pass decides, or sets something on the client side, by a part of the request to the origin that it has changed before. On the target the request to the origin is made afterwards. vcl-port does not undo the order.'),
  VCP3020: entry('info', 'target', 'look', 'Text of a value that is not set', 'In a concatenation for a header, a log line or a body, the source prints "(null)" for an operand that is not set. The translation prints nothing there. With `--null-text` it prints what the source prints.'),
  VCP3021: entry('info', 'target', 'look', 'Code that can never run here', 'A condition asks for something that a single cache without shields and tiers never is. It is always false there, so the code that depends on it is left out.'),
  VCP3030: entry('warning', 'target', 'look', 'Negation wider than an entry inside it', 'In an access list of the target the most specific entry wins. The documentation of Fastly says that negations win, whatever they are; observations say that the most specific entry wins there too. The two differ only where a negated network holds one that is not negated. Check which of the two is meant, and remove the entry that is not.'),
  VCP3031: entry('info', 'target', 'look', 'Host name looked up once', 'The target looks the name of a backend up when the configuration is loaded, and keeps the address until it is loaded again. A name may have one IPv4 and one IPv6 address at most. Where the address changes, load the configuration again when it does, or put a proxy that follows DNS in between.'),
  VCP3032: entry('info', 'target', 'look', 'Setting of a backend without an equal', 'The target has no such setting for a backend. The message names what is nearest.'),
  VCP3033: entry('info', 'target', 'look', 'No second try at another member', 'When the connection to the chosen member of a director fails, Fastly tries other members. The target sends the request to `vcl_backend_error`. A health probe keeps the time short in which a member that is down is chosen.'),
  VCP3034: entry('info', 'target', 'none', 'Another member for the same key', 'A director that chooses by a key sends the same key to the same member on both engines, but not to the same one as Fastly: the hash functions differ. Caches and sessions on the origins move once.'),
  VCP3035: entry('info', 'target', 'look', 'Limit of connections', 'Fastly counts the connections to a backend for each of its many cache nodes, Varnish for all of itself. The number stays; raise it if the traffic of all nodes now comes to one.'),
  VCP3036: entry('warning', 'target', 'look', 'Rate limit that counts otherwise', 'Fastly estimates the rate of the whole site over a window of time and puts who exceeds it into a penalty box. vmod vsthrottle counts on this Varnish alone, with a bucket that holds the requests of one window and refills evenly, and blocks who has emptied it. Several limits on one counter have a bucket each.'),
  VCP3037: entry('warning', 'target', 'look', 'Quorum of a member', 'A director that is a member of another one has a quorum. The target knows no quorum: for a director that is chosen by name it is tested in the code, inside another director it is not.'),
  VCP3038: entry('warning', 'tool', 'small', 'Time of a penalty that is not known beforehand', 'An entry of a penalty box is found again only with the time for which it was put there. Where that is no constant, two minutes are taken.'),
  VCP3040: entry('warning', 'input', 'look', 'Group without a match before it', 'A group of a match is read where no match of the same state comes before it. Whether the source keeps groups from one state to the next is not documented; the translation takes the group for not set.'),
  VCP3041: entry('info', 'target', 'look', 'Subfield without quotes', 'The source puts quotes around the value of a subfield when it is set to a text with blanks or separators, and writes the bare name when that text is empty. For a value that is known only at run time the translation writes `name=value` as it is. It matters only where such a value can occur.'),
  VCP3042: entry('warning', 'target', 'look', 'Headers by prefix', 'The target cannot list the headers of a message without the extension `header` (varnish-modules). The translation removes the headers with that prefix that the configuration names, and no others.'),
  VCP3043: entry('info', 'target', 'look', 'Several cookies of one name', 'Where a response sets a cookie more than once, the source reads the last one and the translation the first.'),
  VCP4001: entry('warning', 'target', 'small', 'Needs something in front of the cache', 'The value comes from something that the engine does not do by itself, such as a TLS front.'),
  VCP4020: entry('info', 'target', 'small', 'TLS in front of the cache', 'The configuration asks whether the client came over TLS. The target has no TLS of its own: whatever ends TLS in front of it has to speak the PROXY protocol, so that the address that the client connected to is known.'),
  VCP4030: entry('warning', 'target', 'small', 'TLS to the origin', 'The target does not speak TLS to origins. A proxy beside it has to: it listens on an address of this machine, where the backend points to, and connects to the origin. The report has its configuration.'),
  VCP4031: entry('info', 'target', 'small', 'IPv6 first', 'Whether IPv6 is preferred is a run-time parameter of the target, for all backends at once.'),
  VCP5001: entry('warning', 'input', 'look', 'Part of the platform', 'A macro stands for code that the platform generates from the settings of the service: default backend, conditions, headers, snippets, logging. That code is not in the files, so it is not in the translation either.'),
  VCP5002: entry('warning', 'input', 'look', 'Snippet of the platform', 'An `include "snippet::NAME"` takes its text from a snippet of the service, which is not in the files. Save the snippet as a file of that name, or put its text in place of the include.'),
  VCP5010: entry('info', 'target', 'none', 'Property for the platform', 'The property of a backend steers the platform of the source: how health checks are shared, how names are looked up, how requests are routed inside. It has no meaning on the target and is left out.'),
  VCP5011: entry('warning', 'input', 'small', 'Backend of the service', 'The code uses a backend that no file declares: the service has it. A stub with the address 127.0.0.1 stands for it; put the real one in.'),
  VCP5012: entry('warning', 'input', 'small', 'Access list of the service', 'The code uses an access list that no file declares: the service has it. An empty one stands for it; put its entries in.'),
  VCP5013: entry('warning', 'input', 'small', 'Subroutine of another file', 'The code calls a subroutine that no file defines. An empty one stands for it; put its code in, or include the file that has it.'),
  VCP5014: entry('warning', 'input', 'small', 'No backend', 'No file declares a backend: the service has them. The target wants one; a backend that is never there stands for it.'),
  VCP5015: entry('warning', 'input', 'small', 'Table of the service', 'The code looks something up in a table that no file declares: an edge dictionary of the service. An empty subroutine stands for it, so that every key is without an entry; put its entries in, or give the description of the service to vcl-port.'),
  VCP5016: entry('info', 'input', 'look', 'Table without entries', 'The table is declared without entries, as the dictionaries of a service are: its data is not in the files, and changes without a new version. The subroutine for it finds nothing until its entries are put in.'),
  VCP6001: entry('info', 'input', 'look', 'Subroutine that nothing calls', 'The target refuses a configuration with a subroutine that nothing calls. It has no effect in the source either, so it is left out.'),
  VCP6002: entry('info', 'input', 'look', 'Declared and not used', 'The target refuses a backend or an access list that nothing refers to. These are kept, with a reference that is never taken. Remove what is not needed.'),
  VCP6003: entry('info', 'input', 'look', 'Table that nothing asks', 'No code looks anything up in the table, so there is nothing to translate: it is left out.'),
  VCP6010: entry('info', 'target', 'none', 'Name changed', 'The name is a word of the target, of one of its extensions, or the name of something else there: backends, directors, access lists and subroutines share one set of names, in which upper and lower case are the same. It is changed wherever it is used. Where the code prints it, the new name is printed.'),
  VCP9011: entry('error', 'tool', 'small', 'Not translated yet', 'The target could do it, but vcl-port does not know how yet. It counts as not set, or is kept as a comment.'),
  VCP9001: entry('error', 'tool', 'large', 'Left untranslated', 'A construct reached the printer that no pass had made legal for the target. The output does not compile at that place, on purpose. This is a fault of vcl-port: please report it.'),
  VCP9002: entry('error', 'tool', 'large', 'Output that does not parse', 'vcl-port reads its own output again, with the grammar of the target, before it hands it over. This output does not follow that grammar. This is a fault of vcl-port: please report it with the configuration that shows it.'),
  VCP9003: entry('error', 'tool', 'large', 'Output that the target refuses', 'The output uses a name, or uses it in a place, that the table of the target does not allow: a variable that cannot be read or written in that subroutine, a return action that it does not have, something that is not declared. This is a fault of vcl-port: please report it with the configuration that shows it.'),
  VCP9004: entry('error', 'tool', 'small', 'Line of a template language', 'A line such as `%{ if … }`, `<% … %>` or `{% … %}` decides, before there is VCL, which lines there are. vcl-port translates all of them and keeps the template line as a comment. Better: render the template first, and translate what comes out.'),
  VCP9005: entry('error', 'tool', 'large', 'Translation that broke off', 'A step of the translation failed in a way that should not be possible. Nothing is written. This is a fault of vcl-port: please report it with the configuration that shows it.'),
} as const satisfies Record<string, CatalogueEntry>; // prettier-ignore

export type Code = keyof typeof catalogue;
