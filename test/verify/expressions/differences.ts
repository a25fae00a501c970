/** Where falco 1.21.1 is not right: the case, the documented value, and the source that says so. */
export const differences: readonly (readonly [line: string, documented: string, source: string])[] = [
  ['S std.strstr("abc", "x")', '(null)', 'fastly.md 4.1: not set when there is no match (falco commit 8156246)'],
  [
    String.raw`S regsub("HIT-MISS something", "^(HIT-(SYNTH)|(HITPASS|HIT|MISS|PASS|ERROR|PIPE)).*", "\2\3")`,
    'HIT',
    "falco's own later test of regsub has this value",
  ],
  [
    String.raw`S regsub("abc", "b", "[\0]")`,
    'a[b]c',
    'functions/regsub: one digit after the backslash, "following numeric literals are not interpreted"; 0 is the whole match',
  ],
  [
    String.raw`S regsub("abc", "b", "\\")`,
    String.raw`a\c`,
    'Varnish 2.1, VRT_regsub: a backslash before anything but a digit is left out; so does falco now',
  ],
  [
    String.raw`S regsub("a.b", "\.", "\\.")`,
    String.raw`a\.b`,
    'Varnish 2.1, VRT_regsub: a backslash before anything but a digit is left out; so does falco now',
  ],
  [
    String.raw`S regsub("200", "^([1-5])..", "\100")`,
    '200',
    'functions/regsub: one digit after the backslash, "following numeric literals are not interpreted"; 0 is the whole match',
  ],
  [
    String.raw`S json.escape({"a"b\c/d"})`,
    String.raw`a\"b\\c/d`,
    'RFC 8259: quotes and backslashes are escaped; so does falco now',
  ],
  ['S cstr_escape("%7F")', String.raw`\x7f`, 'decision cstrDelete'],
  [
    'I utf8.codepoint_count(digest.base64_decode("/w=="))',
    '0',
    'variables/fastly-error: EUTF8, no result; falco took the byte for a character',
  ],
  [
    'S utf8.substr(digest.base64_decode("/w=="), 0, 1)',
    '(null)',
    'variables/fastly-error: EUTF8, no result; falco took the byte for a character',
  ],
  [
    'S utf8.strpad("%u00e9", 3, "-")',
    '--\u00c3\u00a9',
    'The width is in code points; falco counted bytes, and counts code points now',
  ],
  [
    'S utf8.strpad("%u00e9", -4, "%u00e8")',
    '\u00c3\u00a9\u00c3\u00a8\u00c3\u00a8\u00c3\u00a8',
    'The width is in code points; falco counted bytes, and counts code points now',
  ],
  ['F std.strtof("0x1.8p3", 16)', '12.000', 'types/float: the exponent of a hexadecimal number may be given'],
  ['F math.sin(0.0)', '0.000', 'the sine of zero'],
  ['F math.log(0.0)', '-inf', 'fastly.md 1.2: inf, -inf and NAN'],
  ['F math.log(-1.0)', 'NAN', 'fastly.md 1.2: inf, -inf and NAN'],
  ['F math.roundhalfup(-2.5)', '-2.000', 'fastly.md 4.2: ties go to +inf, to -inf'],
  ['F math.roundhalfdown(-2.5)', '-3.000', 'fastly.md 4.2: ties go to +inf, to -inf'],
  ['B math.is_normal(0.0)', '0', 'types/float: normal is neither zero, subnormal, infinite nor NaN'],
  ['B math.is_normal(math.POS_INFINITY)', '0', 'types/float: normal is neither zero, subnormal, infinite nor NaN'],
  ['S randomstr(3, "a")', 'aaa', 'falco dies of it; nothing forbids a character set of one letter'],
  [
    'P declare local var.f FLOAT; set var.f = 7.5; set var.f %= 2; log var.f;',
    '1.500',
    'fastly.md 7.2 (19): falco takes the remainder of integers',
  ],
  [
    'P declare local var.r RTIME; declare local var.f FLOAT; set var.f = 2.5; set var.r = var.f; log var.r;',
    '2.500',
    'fastly.md 1.2, 7.2 (19): a FLOAT is seconds',
  ],
  [
    'P declare local var.i INTEGER; set var.i = 0xff; log var.i;',
    '255',
    'fastly.md 1.1: hexadecimal literals; falco reads them since aa158b6',
  ],
  [
    'S "a" req.http.Nope "b"',
    'a(null)b',
    'fastly.md 4.1: what is not set prints (null) in a log line and in a header (fiddles 10f2511b, e9852716)',
  ],
  [
    'S req.http.Nope',
    '(null)',
    'fastly.md 4.1: what is not set prints (null) in a log line and in a header (fiddles 10f2511b, e9852716)',
  ],
  [
    'S req.http.Nope req.http.Nix',
    '(null)',
    'fastly.md 4.1: what is not set prints (null) in a log line and in a header (fiddles 10f2511b, e9852716)',
  ],
  [
    'P declare local var.s STRING; log var.s;',
    '(null)',
    'fastly.md 4.1: what is not set prints (null) in a log line and in a header (fiddles 10f2511b, e9852716)',
  ],
  [
    'P set req.http.X = "a" req.http.Nope; log req.http.X;',
    'a(null)',
    'fastly.md 4.1: what is not set prints (null) in a log line and in a header (fiddles 10f2511b, e9852716)',
  ],
  [
    'P set req.http.X = req.http.Nope; log req.http.X;',
    '(null)',
    'fastly.md 4.1: what is not set prints (null) in a log line and in a header (fiddles 10f2511b, e9852716)',
  ],
  [
    'P set req.http.X = "y"; set req.http.X = req.http.Nope; log req.http.X;',
    '(null)',
    'fastly.md 4.1: what is not set prints (null) in a log line and in a header (fiddles 10f2511b, e9852716)',
  ],
  [
    'P set req.http.X = ""; if (req.http.X) { log "set"; } else { log "not set"; }',
    'set',
    'fastly.md 4.1: only what is not set is false (fiddle ed2a5dbb)',
  ],
  [
    'P set req.http.X = "one"; unset req.http.X; log req.http.X;',
    '(null)',
    'fastly.md 4.1: what is not set prints (null) in a log line and in a header (fiddles 10f2511b, e9852716)',
  ],
  [
    'P declare local var.a IP; log "a=" var.a;',
    'a=(null)',
    'fastly.md 4.1: what is not set prints (null) in a log line and in a header (fiddles 10f2511b, e9852716)',
  ],
  ['P if (req.http.Nope ~ "^$") { log "yes"; } else { log "no"; }', 'yes', 'decision matchNotSet'],
  [
    'P declare local var.a IP; declare local var.c IP; if (var.a == var.c) { log "yes"; } else { log "no"; }',
    'no',
    'fastly.md 4.1: what is not set equals nothing (fiddle da7d3fc3)',
  ],
  [
    'P set req.http.X = "ab"; if (req.http.X ~ "(a)(b)") { } if (req.http.X ~ "a") { } log re.group.0 re.group.2;',
    'a(null)',
    'fastly.md 4.1: what is not set prints (null) in a log line and in a header (fiddles 10f2511b, e9852716)',
  ],
  [
    'P set req.http.X = "a=1, b=2"; log req.http.X:c;',
    '(null)',
    'fastly.md 4.1: what is not set prints (null) in a log line and in a header (fiddles 10f2511b, e9852716)',
  ],
  [
    'P set req.http.X = "a=1"; unset req.http.X:a; log req.http.X;',
    '(null)',
    'fastly.md 4.1: what is not set prints (null) in a log line and in a header (fiddles 10f2511b, e9852716)',
  ],
  [
    'P set req.http.Cookie = "a=1; b=2"; log req.http.Cookie:z;',
    '(null)',
    'fastly.md 4.1: what is not set prints (null) in a log line and in a header (fiddles 10f2511b, e9852716)',
  ],
  [
    'S subfield("max-age=60, private", "public")',
    '(null)',
    'fastly.md 4.1: what is not set prints (null) in a log line and in a header (fiddles 10f2511b, e9852716)',
  ],
  [
    'S table.lookup(words, "nope")',
    '(null)',
    'fastly.md 4.1: what is not set prints (null) in a log line and in a header (fiddles 10f2511b, e9852716)',
  ],
  [
    'P declare local var.a IP; set var.a = "198.51.100.1"; if (var.a ~ office) { log "in"; } else { log "out"; }',
    'out',
    'declarations/acl; fastly.md 7.2 (16): a negated entry made falco match everything else',
  ],
  [
    'P declare local var.a IP; set var.a = "192.0.2.23"; if (var.a ~ office) { log "in"; } else { log "out"; }',
    'out',
    'declarations/acl; fastly.md 7.2 (16): a negated entry made falco match everything else',
  ],
  [
    'S digest.hmac_md5("key", "input")',
    '0x719fc75bae9004d9e842a4b15b828c06',
    'fastly.md 4.5: 0x before the hexadecimal (falco commit ee361be)',
  ],
  [
    'S digest.hmac_sha1("key", "input")',
    '0x8513bb355076cce2ae5eb9f399ab5cafdba7c8a2',
    'fastly.md 4.5: 0x before the hexadecimal (falco commit ee361be)',
  ],
  [
    'S digest.hmac_sha256("key", "input")',
    '0x9e089ec13af881a8ac227a736c3e7c490ea3b4afca0c5f83dff6393b683a72e3',
    'fastly.md 4.5: 0x before the hexadecimal (falco commit ee361be)',
  ],
  [
    'S digest.hmac_sha512("key", "input")',
    '0x03ad77c817f32669cccf38dac915d4e55a16833b1ca685979a9df521a05235978090043c3da402dad365ed39ac05af4864a804451861f4b4df7680834c6d4f95',
    'fastly.md 4.5: 0x before the hexadecimal (falco commit ee361be)',
  ],
  [
    'S digest.hmac_sha256("key", "")',
    '0x5d5d139563c95b5967b9bd9a8c9b233a9dedb45072794cd232dc1b74832607d0',
    'fastly.md 4.5: 0x before the hexadecimal (falco commit ee361be)',
  ],
  [
    'S digest.awsv4_hmac("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "20120215", "us-east-1", "iam", "hello")',
    '0xbce4f9ae344703e7c93781b5206338e5fe916ba30964e71e70af62924e39ba09',
    'decision awsPrefix',
  ],
  [
    'S querystring.add("/path?a=1", "foo", "b r")',
    '/path?a=1&foo=b%20r',
    'Guide "Query string manipulation VCL features": "name and value will be URL-encoded"',
  ],
  [
    'S querystring.add("/path?a=1", "f&o", "b=r")',
    '/path?a=1&f%26o=b%3Dr',
    'Guide "Query string manipulation VCL features": "name and value will be URL-encoded"',
  ],
  [
    'S querystring.get("/?foo", "foo")',
    '(null)',
    'fastly.md 4.1: what is not set prints (null) in a log line and in a header (fiddles 10f2511b, e9852716)',
  ],
  [
    'S querystring.get("/?a=1", "b")',
    '(null)',
    'fastly.md 4.1: what is not set prints (null) in a log line and in a header (fiddles 10f2511b, e9852716)',
  ],
  ['S strftime({"%I %p"}, std.integer2time(1136239445))', '10 PM', 'ten in the evening is PM'],
  ['I parse_time_delta("45")', '45', 'falco commit 4610f2b: without a unit it is seconds'],
  [
    'P set req.http.A = "1"; header.unset(req, "A"); log req.http.A;',
    '(null)',
    'fastly.md 4.1: what is not set prints (null) in a log line and in a header (fiddles 10f2511b, e9852716)',
  ],
  [
    'P set req.http.A = "1"; set req.http.B = "2"; header.filter(req, "A"); log req.http.A req.http.B;',
    '(null)2',
    'fastly.md 4.1: what is not set prints (null) in a log line and in a header (fiddles 10f2511b, e9852716)',
  ],
  [
    'P set req.http.A = "1"; set req.http.B = "2"; header.filter_except(req, "A"); log req.http.A req.http.B;',
    '1(null)',
    'fastly.md 4.1: what is not set prints (null) in a log line and in a header (fiddles 10f2511b, e9852716)',
  ],
  ['B fastly.ff.last_hop_was_serviceid("x")', '0', 'fastly.md 5: newer than this falco'],
  [
    'P set req.http.X = "a=1,b=2,c=3"; set req.http.X:b = "9"; log req.http.X;',
    'a=1,c=3, b=9',
    'fastly.md 4.4: fiddle da790883 shows a blank after the comma that joins a subfield',
  ],
  [
    'P set req.http.X = "a=1,a=2"; set req.http.X:a = "9"; log req.http.X;',
    'a=2, a=9',
    'fastly.md 4.4: fiddle da790883 shows a blank after the comma that joins a subfield',
  ],
  [
    'P set req.http.X = "a=1"; set req.http.X:b = "x y"; log req.http.X;',
    'a=1, b="x y"',
    'fastly.md 4.4: fiddle da790883 shows a blank after the comma that joins a subfield',
  ],
  [
    'P set req.http.X = "a=1"; set req.http.X:b = ""; log req.http.X;',
    'a=1, b',
    'fastly.md 4.4: fiddle da790883 shows a blank after the comma that joins a subfield',
  ],
];
